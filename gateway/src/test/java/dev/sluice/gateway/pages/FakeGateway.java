package dev.sluice.gateway.pages;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Plays a gateway's part towards a page: real pages, scripted answers, and a record of what was asked. */
final class FakeGateway implements BeforeEachCallback, AfterEachCallback {

    static final Pages PAGES = new Pages();

    private final Map<String, Function<Asked, Answer>> handlers = new ConcurrentHashMap<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final AtomicReference<Running> running = new AtomicReference<>();

    private record Running(HttpServer server, ExecutorService threads) {}

    /**
     * A request that came.
     *
     * @param method its method
     * @param path its path, without the query
     * @param query its query; empty for none
     * @param headers its headers, names in lower case, first values
     */
    record Asked(String method, String path, String query, Map<String, String> headers) {}

    /**
     * What it is answered.
     *
     * @param status the status
     * @param headers the headers
     * @param body the body
     */
    record Answer(int status, Map<String, String> headers, ByteBuffer body) {

        static Answer json(int status, String body) {
            return new Answer(
                    status,
                    Map.of("Content-Type", "application/json", "Cache-Control", "private, no-store"),
                    StandardCharsets.UTF_8.encode(body));
        }

        static Answer of(Page page) {
            return new Answer(page.status(), page.headers(), StandardCharsets.UTF_8.encode(page.html()));
        }

        static Answer empty(int status) {
            return new Answer(status, Map.of(), ByteBuffer.allocate(0));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        HttpServer server = HttpServer.create(new InetSocketAddress(here, 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        running.set(new Running(server, threads));
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Running ended = Objects.requireNonNull(running.getAndSet(null));
        ended.server().stop(0);
        ended.threads().shutdownNow();
        handlers.clear();
        asked.clear();
    }

    /** Answers a method and path, such as {@code GET /listen/demo}. The last call for it counts. */
    void answers(String methodAndPath, Function<Asked, Answer> handler) {
        handlers.put(methodAndPath, handler);
    }

    void answers(String methodAndPath, Supplier<Answer> handler) {
        answers(methodAndPath, request -> handler.get());
    }

    /** Answers every path that begins so, and has no answer of its own. */
    void serves(String methodAndStart, Function<Asked, Answer> handler) {
        handlers.put(methodAndStart + "*", handler);
    }

    /** Answers polls for the ticket of {@code demo} with 200 and this document, from now on. */
    void tickets(String document) {
        answers("GET /.sluice/demo/ticket", () -> Answer.json(200, document));
    }

    String url(String path) {
        return "http://127.0.0.1:"
                + Objects.requireNonNull(running.get()).server().getAddress().getPort() + path;
    }

    /** What was asked by a method and path, in order. */
    List<Asked> asked(String methodAndPath) {
        return asked.stream()
                .filter(one -> methodAndPath.equals(one.method() + " " + one.path()))
                .toList();
    }

    /** Everything that was asked. */
    List<Asked> asked() {
        return List.copyOf(asked);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Map<String, String> headers = new ConcurrentHashMap<>();
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
            String query =
                    Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
            Asked request = new Asked(exchange.getRequestMethod(), path, query, headers);
            asked.add(request);
            exchange.getRequestBody().readAllBytes();
            send(exchange, answer(request));
        }
    }

    private Answer answer(Asked request) {
        Function<Asked, Answer> handler = handlers.get(request.method() + " " + request.path());
        if (handler != null) {
            return handler.apply(request);
        }
        String folder = request.path().substring(0, request.path().lastIndexOf('/') + 1);
        Function<Asked, Answer> whole = handlers.get(request.method() + " " + folder + "*");
        if (whole != null) {
            return whole.apply(request);
        }
        return PAGES.asset(request.path())
                .map(asset -> new Answer(200, asset.headers(), asset.plain()))
                .orElseGet(() -> Answer.of(PAGES.error(new ErrorPage(404, "req-404", null, null))));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = new byte[answer.body().remaining()];
        answer.body().duplicate().get(body);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
