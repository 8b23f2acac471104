package dev.sluice.it.crowd;

import dev.sluice.it.observer.Span;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The listeners' way out: HTTP/1.1, no redirects followed, no cookies kept. */
final class Http implements AutoCloseable {

    /** Nobody waits longer for an answer, so no request may hang for as long. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ExecutorService workers = Executors.newFixedThreadPool(2, task -> {
        Thread thread = new Thread(task, "crowd-http");
        thread.setDaemon(true);
        return thread;
    });
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(3))
            .executor(workers)
            .build();

    /** Microseconds of the crowd's one clock. */
    static long now() {
        return System.nanoTime() / 1_000;
    }

    CompletableFuture<Reply> send(HttpRequest.Builder request) {
        long sent = now();
        return client.sendAsync(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString())
                .thenApply(response ->
                        new Reply(response.statusCode(), response.headers(), response.body(), new Span(sent, now())));
    }

    @Override
    public void close() {
        workers.shutdownNow();
    }
}
