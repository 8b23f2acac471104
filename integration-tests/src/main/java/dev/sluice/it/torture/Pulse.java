package dev.sluice.it.torture;

import dev.sluice.it.crowd.Gateways;
import dev.sluice.it.crowd.Gateways.Gateway;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;

/**
 * Whether the machine keeps up. Ten times a second the gateways are asked for what needs neither store nor origin, and what
 * counts is the first that answers: no fault that is played makes all of them slow, a machine that does other things does. Calls
 * to the store are then too late though nothing was done to it, and whoever is cut may have been cut by the machine.
 */
final class Pulse implements AutoCloseable {

    private static final long APART_MILLIS = 100;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A gateway that has just started is slow by itself. */
    private static final long WARM_MICROS = 5_000_000;

    private final Gateways gateways;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();
    private final Map<URI, Long> knownSince = new HashMap<>();
    private final NavigableMap<Long, Long> tookMicros = new ConcurrentSkipListMap<>();
    private final Thread thread = new Thread(this::beat, "pulse");

    private Pulse(Gateways gateways) {
        this.gateways = gateways;
    }

    static Pulse of(Gateways gateways) {
        Pulse pulse = new Pulse(gateways);
        pulse.thread.setDaemon(true);
        pulse.thread.start();
        return pulse;
    }

    /** The longest that an answer took from this moment on, by the history's clock. */
    Duration slowestSince(long micros) {
        long slowest = tookMicros.tailMap(micros).values().stream()
                .mapToLong(took -> took)
                .max()
                .orElse(0);
        return Duration.ofNanos(1_000 * slowest);
    }

    private void beat() {
        try {
            while (true) {
                long asked = Theatre.now();
                if (first().handle((answered, failure) -> failure == null).join()) {
                    long answered = Theatre.now();
                    tookMicros.put(answered, answered - asked);
                }
                TimeUnit.MILLISECONDS.sleep(APART_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Completes with the first answer, and fails when no gateway gives one. */
    private CompletableFuture<Void> first() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        List<CompletableFuture<Void>> asked = gateways.all().stream()
                .filter(this::isWarm)
                .map(gateway -> ask(gateway).thenAccept(answer -> first.complete(null)))
                .toList();
        CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .whenComplete((all, failure) -> first.completeExceptionally(
                        failure == null ? new IllegalStateException("no gateway was asked") : failure));
        return first;
    }

    private boolean isWarm(Gateway gateway) {
        long now = Theatre.now();
        return now - knownSince.computeIfAbsent(gateway.url(), url -> now) > WARM_MICROS;
    }

    private CompletableFuture<HttpResponse<Void>> ask(Gateway gateway) {
        return client.sendAsync(
                HttpRequest.newBuilder(gateway.url()).timeout(PATIENCE).build(),
                HttpResponse.BodyHandlers.discarding());
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
