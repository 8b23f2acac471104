package dev.sluice.it.crowd;

import dev.sluice.it.crowd.Gateways.Gateway;
import dev.sluice.it.observer.Event;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** Asks every gateway again and again which gate it shows in the public status. */
public final class StatusWatch implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final String stream;
    private final Gateways gateways;
    private final Consumer<Event> witness;
    private final Http http = new Http();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "status-watch");
        thread.setDaemon(true);
        return thread;
    });

    private StatusWatch(String stream, Gateways gateways, Consumer<Event> witness) {
        this.stream = stream;
        this.gateways = gateways;
        this.witness = witness;
    }

    /** Starts asking, this often. */
    public static StatusWatch start(String stream, Gateways gateways, Duration every, Consumer<Event> witness) {
        StatusWatch watch = new StatusWatch(stream, gateways, witness);
        watch.clock.scheduleWithFixedDelay(watch::askAll, 0, every.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    @Override
    public void close() {
        clock.shutdownNow();
        http.close();
    }

    private void askAll() {
        gateways.all().forEach(this::ask);
    }

    private void ask(Gateway gateway) {
        http.send(HttpRequest.newBuilder(gateway.url().resolve("/.sluice/" + stream + "/status")))
                .thenAccept(reply -> {
                    if (reply.ok()) {
                        String gate = JSON.readTree(reply.text()).path("gate").asString("");
                        witness.accept(new Event.Shown(gateway.name(), reply.span(), gate));
                    }
                })
                .exceptionally(gone -> null);
    }
}
