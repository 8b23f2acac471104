package dev.sluice.it.crowd;

import dev.sluice.it.crowd.Gateways.Gateway;
import dev.sluice.it.observer.Event;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Takes the tokens of others and tries what must not work: altered ones, ones of another key, and good ones at another
 * stream. It says "still here" with them, which takes no slot of its own and succeeds only with a valid session.
 */
public final class Forger implements AutoCloseable {

    private final String stream;
    private final String other;
    private final Crowd crowd;
    private final Gateways gateways;
    private final Consumer<Event> witness;
    private final SplittableRandom random;
    private final AtomicLong tries = new AtomicLong();
    private final Http http = new Http();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "forger");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * A forger who knows the listeners of a crowd.
     *
     * @param streams the crowd's stream, and one that its tokens are not for
     */
    public Forger(List<String> streams, Crowd crowd, Gateways gateways, Consumer<Event> witness, long seed) {
        this.stream = streams.get(0);
        this.other = streams.get(1);
        this.crowd = crowd;
        this.gateways = gateways;
        this.witness = witness;
        this.random = new SplittableRandom(seed);
    }

    /** Starts trying, this often. */
    public Forger start(Duration every) {
        clock.scheduleWithFixedDelay(this::tryOne, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return this;
    }

    /** How many tries were answered so far. */
    public long tries() {
        return tries.get();
    }

    @Override
    public void close() {
        clock.shutdownNow();
        http.close();
    }

    private void tryOne() {
        List<String> tokens = crowd.listeners().stream()
                .filter(listener -> listener.state() == Listener.State.IN)
                .map(Listener::sessionToken)
                .filter(token -> token != null)
                .toList();
        if (tokens.isEmpty() || gateways.all().isEmpty()) {
            return;
        }
        String token = tokens.get(random.nextInt(tokens.size()));
        switch (random.nextInt(4)) {
            case 0 -> ask("an altered session", stream, altered(token));
            case 1 -> ask("a session of another key", stream, resealed(token));
            case 2 -> ask("a session of another stream", other, token);
            default -> ask("a shortened session", stream, token.substring(0, token.length() - 1));
        }
    }

    private void ask(String kind, String where, String token) {
        Gateway gateway = gateways.any(random);
        http.send(HttpRequest.newBuilder(gateway.url().resolve("/.sluice/" + where + "/session"))
                        .header("Sluice-Session", token)
                        .header("Accept", "application/json")
                        .POST(BodyPublishers.noBody()))
                .thenAccept(reply -> {
                    tries.incrementAndGet();
                    witness.accept(new Event.Tried(kind, gateway.name(), reply.span(), reply.ok()));
                })
                .exceptionally(gone -> null);
    }

    /** One bit of the payload is another; not in the last character, whose low bits say nothing. */
    private String altered(String token) {
        String[] parts = token.split("\\.", -1);
        byte[] payload = Base64.getUrlDecoder().decode(parts[parts.length - 2]);
        int bit = random.nextInt(payload.length * 8);
        payload[bit / 8] ^= (byte) (1 << (bit % 8));
        parts[parts.length - 2] = Base64.getUrlEncoder().withoutPadding().encodeToString(payload);
        return String.join(".", parts);
    }

    private String resealed(String token) {
        byte[] seal = "sixteen bytes...".getBytes(StandardCharsets.US_ASCII);
        return token.substring(0, token.lastIndexOf('.') + 1)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(seal);
    }
}
