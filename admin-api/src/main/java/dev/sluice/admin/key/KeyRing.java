package dev.sluice.admin.key;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.time.Ticker;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * All keys. Those of the file are read again when they are a second old, so that a key that was made or taken away counts
 * without a restart; a file that cannot be read leaves the keys as they were.
 */
final class KeyRing {

    private static final Logger LOG = LoggerFactory.getLogger(KeyRing.class);
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How soon an unknown key may make the file be read again. */
    private static final long UNKNOWN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private record Read(List<ApiKey> keys, long atNanos) {}

    private final List<ApiKey> configured;
    private final KeyFile file;
    private final Ticker ticker;
    private final AtomicReference<Read> read;

    /**
     * Reads nothing yet.
     *
     * @param configured keys that are always there
     */
    KeyRing(List<ApiKey> configured, KeyFile file, Ticker ticker) {
        this.configured = List.copyOf(configured);
        this.file = file;
        this.ticker = ticker;
        this.read = new AtomicReference<>(new Read(List.of(), ticker.nanos() - 2 * FRESH_NANOS));
    }

    /** The kept key that a presented one is; empty for none. Compares with all keys, whichever it is. */
    Mono<ApiKey> find(String presented) {
        String hash = KeyHash.of(presented);
        return Mono.defer(() -> {
            long age = ticker.nanos() - requireNonNull(read.get()).atNanos();
            Optional<ApiKey> found = match(hash);
            boolean isEnough = age < (found.isPresent() ? FRESH_NANOS : UNKNOWN_NANOS);
            return isEnough
                    ? Mono.justOrEmpty(found)
                    : Mono.fromRunnable(this::reload)
                            .subscribeOn(Schedulers.boundedElastic())
                            .then(Mono.defer(() -> Mono.justOrEmpty(match(hash))));
        });
    }

    private Optional<ApiKey> match(String hash) {
        List<ApiKey> all = new ArrayList<>(configured);
        all.addAll(requireNonNull(read.get()).keys());
        Optional<ApiKey> found = Optional.empty();
        for (ApiKey key : all) {
            if (KeyHash.isSame(key.hash(), hash) && found.isEmpty()) {
                found = Optional.of(key);
            }
        }
        return found;
    }

    private void reload() {
        long now = ticker.nanos();
        try {
            read.set(new Read(file.read(), now));
        } catch (IOException e) {
            LOG.error("The API keys cannot be read, those known so far go on to count: {}", e.getMessage());
            read.updateAndGet(known -> new Read(known.keys(), now));
        }
    }
}
