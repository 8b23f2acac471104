package dev.sluice.standalone.origin;

import dev.sluice.config.time.Ticker;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * A live packager in small, on 127.0.0.1: {@code index.m3u8} (media playlist), {@code main.m3u8} (multivariant
 * playlist), {@code segment-N.aac}, {@code stream.aac} (one endless body) and {@code art.svg}.
 */
public final class DemoOrigin implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DemoOrigin.class);
    private static final Pattern SEGMENT = Pattern.compile("/segment-(0|[1-9][0-9]{0,17})\\.aac");
    private static final String PLAYLIST = "application/vnd.apple.mpegurl";
    private static final String AUDIO = "audio/aac";

    private final LoopResources loops;
    private final DisposableServer server;

    private DemoOrigin(LoopResources loops, DisposableServer server) {
        this.loops = loops;
        this.server = server;
    }

    /** Starts it on the port of the last run if that is free, else on any; 0 is any. Reads half a megabyte. */
    public static DemoOrigin start(int lastPort, Ticker ticker) {
        Programme programme = new Programme(Tune.recorded());
        Routes routes = new Routes(programme, new AirTime(ticker), programme.variants(), art());
        LoopResources loops = LoopResources.create("demo-origin", 1, true);
        HttpServer server = HttpServer.create()
                .host("127.0.0.1")
                .runOn(loops)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .idleTimeout(Duration.ofSeconds(60))
                .handle(routes::answer);
        try {
            return new DemoOrigin(loops, server.port(lastPort).bindNow());
        } catch (ChannelBindException e) {
            log.info("port {} of the last run is taken; the demo origin takes another", lastPort);
            return new DemoOrigin(loops, server.port(0).bindNow());
        }
    }

    public int port() {
        return server.port();
    }

    /** What a stream's {@code origin} is set to. */
    public URI uri() {
        return URI.create("http://127.0.0.1:" + port() + "/");
    }

    /** Stops at once: endless bodies have no end to wait for. */
    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(2));
        loops.disposeLater(Duration.ZERO, Duration.ofSeconds(2)).block(Duration.ofSeconds(3));
    }

    private static Body art() {
        try (InputStream in = DemoOrigin.class.getResourceAsStream("art.svg")) {
            if (in == null) {
                throw new IllegalStateException("this build lacks art.svg");
            }
            return new Body(in.readAllBytes(), "image/svg+xml", "public, max-age=3600", "art");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Routes(Programme programme, AirTime time, String variants, Body art) {

        Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
            if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
                return response.status(405).header("Allow", "GET, HEAD").send();
            }
            String path = request.uri().split("\\?", 2)[0];
            return switch (path) {
                case "/index.m3u8" -> listing(request, response, programme.playlist(time.nowMicros()));
                case "/main.m3u8" -> listing(request, response, variants);
                case "/stream.aac" -> endless(request, response);
                case "/art.svg" -> art.answer(request, response);
                default -> segment(path, request, response);
            };
        }

        private static Publisher<Void> listing(HttpServerRequest request, HttpServerResponse response, String text) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return new Body(bytes, PLAYLIST, "public, max-age=1", null).answer(request, response);
        }

        private Publisher<Void> segment(String path, HttpServerRequest request, HttpServerResponse response) {
            Matcher segment = SEGMENT.matcher(path);
            Optional<byte[]> sound = segment.matches()
                    ? programme.segment(Long.parseLong(segment.group(1)), time.nowMicros())
                    : Optional.empty();
            // A segment whose time has not come will be there soon: nobody may remember that it is not.
            return sound.<Publisher<Void>>map(
                            bytes -> new Body(bytes, AUDIO, "public, max-age=3600, immutable", segment.group(1))
                                    .answer(request, response))
                    .orElseGet(() -> response.status(404)
                            .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                            .send());
        }

        private Publisher<Void> endless(HttpServerRequest request, HttpServerResponse response) {
            response.header(HttpHeaderNames.CONTENT_TYPE, AUDIO).header(HttpHeaderNames.CACHE_CONTROL, "no-store");
            return request.method().equals(HttpMethod.HEAD)
                    ? response.send()
                    : response.send(new EndlessSound(programme, time).frames(), bytes -> true);
        }
    }
}
