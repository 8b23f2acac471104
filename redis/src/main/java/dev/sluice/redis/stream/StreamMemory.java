package dev.sluice.redis.stream;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.Ticker;
import dev.sluice.redis.store.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node knows of its streams, on its disk, a second old at most: when Redis and all gateways are lost at once, they
 * begin in recovery and nobody who was called has to wait again. What was last heard of a stream more than an hour ago says
 * nothing any more: whoever waited has gone. A disk that fails is logged when it begins to and when it works again, and the
 * node goes on.
 */
final class StreamMemory implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StreamMemory.class);
    private static final String LAYOUT =
            "sluice streams 2: incarnation, now serving, tail, last heard, heard before, since which second";

    private static final Duration GOOD_FOR = Duration.ofHours(1);

    /** What a stream's numbers are, and since when by this node's clock, in seconds. */
    private record Entry(String numbers, long since) {}

    private final Path file;
    private final String layout;
    private final Ticker ticker;
    private final Map<StreamId, Entry> entries = new ConcurrentHashMap<>();
    private final AtomicReference<List<String>> written = new AtomicReference<>(List.of());
    private final AtomicReference<@Nullable Supplier<Map<StreamId, Known>>> kept = new AtomicReference<>();
    private final AtomicBoolean failing = new AtomicBoolean();
    private final ScheduledExecutorService disk = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "sluice-streams-disk");
        thread.setDaemon(true);
        return thread;
    });

    /** @param cluster names the Redis that it is about: what another one's streams were says nothing here */
    StreamMemory(Path file, String cluster, Ticker ticker) {
        this.file = file;
        this.ticker = ticker;
        this.layout = LAYOUT + " (of " + cluster + ")";
    }

    /** What was written last; empty when there is none, or it cannot be read. */
    Map<StreamId, Known> read() {
        Map<StreamId, Known> all = new TreeMap<>();
        try {
            long oldest = ticker.now().minus(GOOD_FOR).getEpochSecond();
            List<String> lines = Files.readAllLines(file);
            if (!lines.isEmpty() && lines.get(0).equals(layout)) {
                lines.stream().skip(1).map(line -> line.split(" ", -1)).forEach(word -> {
                    Known known = known(word);
                    long since = Long.parseLong(word[6]);
                    if (since >= oldest) {
                        all.put(new StreamId(word[0]), known);
                        entries.put(new StreamId(word[0]), new Entry(numbers(known), since));
                    }
                });
            }
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException | IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            LOG.warn(
                    "What was known of the streams cannot be read from {} ({}): starting without it. It is replaced within a"
                            + " second.",
                    file,
                    e.toString());
            return Map.of();
        }
        return all;
    }

    /** Writes what {@code known} tells, each second in which it changed, and at the end. */
    void keep(Supplier<Map<StreamId, Known>> known) {
        kept.set(known);
        disk.scheduleWithFixedDelay(() -> round(known), 1, 1, TimeUnit.SECONDS);
    }

    /** A round that fails ends no later one. */
    private void round(Supplier<Map<StreamId, Known>> known) {
        try {
            write(known.get());
        } catch (RuntimeException e) {
            if (!failing.getAndSet(true)) {
                LOG.error(
                        "What is known of the streams could not be written to {}. It is tried again each second, and logged"
                                + " again once it has worked meanwhile.",
                        file,
                        e);
            }
        }
    }

    /** Replaces what was written before, if it differs. Blocks. */
    void write(Map<StreamId, Known> known) {
        List<String> lines = lines(known);
        if (lines.equals(written.get())) {
            works();
            return;
        }
        try {
            StateFile.replace(file, String.join("\n", lines) + "\n");
            written.set(lines);
            works();
        } catch (IOException e) {
            if (!failing.getAndSet(true)) {
                LOG.warn(
                        "What is known of the streams cannot be written to {} ({}): were Redis and all gateways lost at once,"
                                + " those who were called would wait again. It is tried again each second. Check"
                                + " sluice.state-dir: that the disk has room, and that this user may write there.",
                        file,
                        e.toString());
            }
        }
    }

    private void works() {
        if (failing.getAndSet(false)) {
            LOG.info("What is known of the streams is written to {} again.", file);
        }
    }

    private List<String> lines(Map<StreamId, Known> known) {
        long now = ticker.now().getEpochSecond();
        List<String> lines = new ArrayList<>(List.of(layout));
        new TreeMap<>(known).forEach((id, of) -> {
            String numbers = numbers(of);
            Entry entry = entries.compute(
                    id,
                    (key, before) ->
                            before != null && before.numbers().equals(numbers) ? before : new Entry(numbers, now));
            lines.add(id + " " + numbers + " " + entry.since() + " " + of.since() + " " + of.above());
        });
        return lines;
    }

    @Override
    public void close() {
        Supplier<Map<StreamId, Known>> known = kept.get();
        if (known != null) {
            disk.execute(() -> write(known.get()));
        }
        disk.shutdown();
        try {
            if (!disk.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("What is known of the streams is still being written to {}.", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String numbers(Known known) {
        return known.incarnation() + " " + known.nowServing() + " " + known.tail() + " " + known.heardMicros() + " "
                + known.beforeMicros();
    }

    private static Known known(String[] word) {
        return new Known(
                Head.UNKNOWN,
                Long.parseLong(word[1]),
                Long.parseLong(word[2]),
                Long.parseLong(word[3]),
                Long.parseLong(word[4]),
                Long.parseLong(word[5]),
                word.length > 7 ? Long.parseLong(word[7]) : 0,
                word.length > 8 ? Revision.parse(word[8]) : Revision.NONE);
    }
}
