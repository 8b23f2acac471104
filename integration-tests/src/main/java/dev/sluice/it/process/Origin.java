package dev.sluice.it.process;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.it.values.Current;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A small origin: a live HLS playlist whose window moves on each second, and segments of 2 KB that hold no sound. It can
 * be stopped, started again on the same port, and made to answer nothing.
 */
public final class Origin implements AutoCloseable {

    private static final int WINDOW = 5;
    private static final byte[] SEGMENT = new byte[2_048];

    private final AtomicReference<@Nullable HttpServer> server = new AtomicReference<>();
    private final Current<CountDownLatch> stall = new Current<>(new CountDownLatch(0));
    private final AtomicLong requests = new AtomicLong();
    private final long startedNanos = System.nanoTime();
    private final ExecutorService workers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "origin");
        thread.setDaemon(true);
        return thread;
    });
    private final int port;

    private Origin() {
        this.port = open(0);
    }

    /** Starts one on any free port. */
    public static Origin start() {
        return new Origin();
    }

    /** Where it is; the playlist is {@code index.m3u8} below. */
    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/stream/");
    }

    /** How many requests came so far. */
    public long requests() {
        return requests.get();
    }

    /** From now on requests are taken and not answered. */
    public void stall() {
        stall.set(new CountDownLatch(1));
    }

    /** Answers again, also those who wait. */
    public void resume() {
        stall.get().countDown();
    }

    /** Closes the port. */
    public void stop() {
        resume();
        HttpServer running = server.getAndSet(null);
        if (running != null) {
            running.stop(0);
        }
    }

    /** Opens the same port again. */
    public void restart() {
        open(port);
    }

    @Override
    public void close() {
        stop();
        workers.shutdownNow();
    }

    private int open(int wanted) {
        // else each answer waits 40 ms, for the other side delays its acknowledgement of the header
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            HttpServer started =
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 256);
            started.setExecutor(workers);
            started.createContext("/stream/", this::answer);
            started.start();
            server.set(started);
            return started.getAddress().getPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.incrementAndGet();
            stall.get().await();
            String path = exchange.getRequestURI().getPath();
            if (path.endsWith(".m3u8")) {
                exchange.getResponseHeaders().set("Content-Type", "application/vnd.apple.mpegurl");
                send(exchange, playlist().getBytes(StandardCharsets.UTF_8));
            } else if (path.endsWith(".aac")) {
                exchange.getResponseHeaders().set("Content-Type", "audio/aac");
                send(exchange, SEGMENT);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String playlist() {
        long now = (System.nanoTime() - startedNanos) / 1_000_000_000 + WINDOW;
        StringBuilder text = new StringBuilder(
                        "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXT-X-MEDIA-SEQUENCE:")
                .append(now - WINDOW)
                .append('\n');
        for (long n = now - WINDOW; n < now; n++) {
            text.append("#EXTINF:1.0,\nsegment-").append(n).append(".aac\n");
        }
        return text.toString();
    }

    private static void send(HttpExchange exchange, byte[] body) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }
}
