package dev.sluice.gateway;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.gateway.fake.FakeOrigin;
import dev.sluice.gateway.fake.FakeWorld;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Listeners who go away in the middle of things. */
final class CancelIT {

    @RegisterExtension
    static final FakeOrigin ORIGIN = new FakeOrigin();

    @RegisterExtension
    final FakeWorld world = new FakeWorld();

    @BeforeEach
    void stream() {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':100}");
    }

    @Test
    void whoGoesWhileTheStoreDecidesLeavesNoSlotBehind() throws IOException {
        world.store().hold();
        for (int i = 0; i < 20; i++) {
            int before = world.store().heldBack();
            try (Socket socket = ask("/live/demo/page", "Accept: text/html\r\n")) {
                await().until(() -> socket.isConnected() && world.store().heldBack() > before);
            }
        }
        // the gateway has noticed all of them before the store answers
        await().pollDelay(Duration.ofSeconds(2)).until(() -> world.store().heldBack() == 20);
        world.store().letGo();
        await().untilAsserted(() -> assertThat(world.store().used("demo")).isZero());
        assertThat(world.store().calls().stream().filter("release"::equals)).hasSize(20);
    }

    @Test
    void aBodyPassesChunkByChunkAndWhoHangsUpGivesTheSlotBackOnce() throws IOException {
        Sinks.Many<String> chunks = Sinks.many().unicast().onBackpressureBuffer();
        AtomicBoolean cancelled = new AtomicBoolean();
        ORIGIN.on(
                "/song.mp3",
                (request, response) -> response.header("Content-Type", "audio/mpeg")
                        .sendGroups(chunks.asFlux()
                                .doOnCancel(() -> cancelled.set(true))
                                .map(text -> Mono.just(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)))));
        try (Socket socket = ask("/live/demo/song.mp3", "")) {
            chunks.tryEmitNext("first");
            InputStream in = socket.getInputStream();
            StringBuilder seen = new StringBuilder();
            // the second chunk is sent only after the first has arrived here
            readUntil(in, seen, "first");
            chunks.tryEmitNext("second");
            readUntil(in, seen, "second");
            assertThat(world.store().used("demo")).isEqualTo(1);
        }
        await().until(() -> {
            chunks.tryEmitNext("more");
            return world.store().used("demo") == 0;
        });
        await().untilTrue(cancelled);
        assertThat(world.store().calls()).containsExactly("admit", "release");
    }

    @Test
    void aSlotThatIsLostInTheMiddleOfABodyEndsTheBody() throws IOException {
        world.policies().put("demo", "{'origin':'" + ORIGIN.uri() + "','capacity':1,'lease':'4s','firstLease':'3s'}");
        Sinks.Many<String> chunks = Sinks.many().unicast().onBackpressureBuffer();
        ORIGIN.on(
                "/song.mp3",
                (request, response) ->
                        response.header("Content-Type", "audio/mpeg").sendString(chunks.asFlux()));
        try (Socket socket = ask("/live/demo/song.mp3", "")) {
            chunks.tryEmitNext("x".repeat(70_000));
            await().until(() -> world.store().calls().contains("renew CONFIRM"));
            world.store().flush("demo");
            world.clock().advance(Duration.ofSeconds(2));
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8192];
            await().ignoreExceptions().until(() -> in.read(buffer) < 0);
        }
    }

    private Socket ask(String path, String headers) throws IOException {
        URI site = URI.create(world.site());
        Socket socket = new Socket(requireNonNull(site.getHost()), site.getPort());
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: h\r\n" + headers + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void readUntil(InputStream in, StringBuilder seen, String wanted) throws IOException {
        byte[] buffer = new byte[4096];
        while (seen.indexOf(wanted) < 0) {
            int count = in.read(buffer);
            assertThat(count).as("the answer ended early: " + seen).isPositive();
            seen.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
        }
    }
}
