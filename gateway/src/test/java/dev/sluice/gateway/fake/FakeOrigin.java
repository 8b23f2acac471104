package dev.sluice.gateway.fake;

import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/** An origin on a socket: it serves what a test puts there, and can hang, break and be gone. */
public final class FakeOrigin implements BeforeEachCallback, AfterAllCallback {

    /** A request as the origin saw it. */
    public record Seen(String method, String uri, HttpHeaders headers) {}

    private interface Handler extends BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> {}

    private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final LoopResources loops = LoopResources.create("fake-origin", 1, true);
    private final DisposableServer server = HttpServer.create()
            .runOn(loops)
            .host("127.0.0.1")
            .port(0)
            .handle((request, response) -> {
                seen.add(new Seen(
                        request.method().name(),
                        request.uri(),
                        request.requestHeaders().copy()));
                String path = request.uri().split("\\?", 2)[0];
                Handler handler = handlers.get(path);
                return handler == null ? response.sendNotFound() : handler.apply(request, response);
            })
            .bindNow(Duration.ofSeconds(10));

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.port() + "/");
    }

    public List<Seen> seen() {
        return List.copyOf(seen);
    }

    public Seen last() {
        return seen.get(seen.size() - 1);
    }

    /** Serves a text. Headers are name and value in turn. */
    public void serve(String path, String type, String text, String... headers) {
        on(path, (request, response) -> {
            response.header("Content-Type", type);
            for (int i = 0; i < headers.length; i += 2) {
                response.header(headers[i], headers[i + 1]);
            }
            response.header("Content-Length", Integer.toString(text.length()));
            return request.method().equals(HttpMethod.HEAD) ? response.send() : response.sendString(Mono.just(text));
        });
    }

    /** Serves whatever the handler sends. */
    public void on(String path, BiFunction<HttpServerRequest, HttpServerResponse, Publisher<Void>> handler) {
        handlers.put(path, handler::apply);
    }

    /** Takes the request and never answers. */
    public void hangs(String path) {
        on(path, (request, response) -> Mono.never());
    }

    /** Takes the request and cuts the connection. */
    public void cuts(String path) {
        on(path, (request, response) -> {
            response.withConnection(connection -> connection.channel().close());
            return Mono.never();
        });
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        handlers.clear();
        seen.clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        server.disposeNow(Duration.ofSeconds(5));
        loops.dispose();
    }
}
