package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.store.StoreMode;
import io.micrometer.core.instrument.Counter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Redis goes away under load, three seconds long: few calls wait for it, few connections are tried, little is logged. */
final class StoreStormIT {

    private static final int SECONDS = 3;
    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    final RedisServer redis = new RedisServer();

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Policy policy = Policy.of("storm");
    private Room room;
    private Slot slot;

    @BeforeEach
    void enter() {
        redis.start();
        room = new Room(redis.uri(), Duration.ofMillis(200));
        Slot[] in = new Slot[1];
        Await.until(Duration.ofSeconds(10), () -> {
            if (room.admit(policy, 1).get(0) instanceof AdmitDecision.Granted granted) {
                in[0] = granted.slot();
            }
            return in[0] != null && room.store.mode() == StoreMode.UP;
        });
        slot = in[0];
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        redis.resume();
        room.close();
        redis.stop();
    }

    @Test
    void aRedisThatFallsSilent() {
        redis.pause();
        int asked = askFor(SECONDS);
        redis.resume();

        assertThat(asked).isGreaterThan(2_000);
        // a batch each 10 ms at first, until the breaker opens; then its probes
        assertThat(failures("timeout")).isBetween(3.0, 60.0);
        assertThat(lines()).hasSizeBetween(1, 3);
    }

    @Test
    void aRedisThatClosesEachConnectionAtOnce() throws IOException {
        redis.stop();
        AtomicInteger connections = new AtomicInteger();
        try (ServerSocket door = new ServerSocket(redis.port(), 50, InetAddress.getLoopbackAddress())) {
            Thread porter = new Thread(() -> shut(door, connections), "porter");
            porter.setDaemon(true);
            porter.start();
            askFor(SECONDS);
        }

        assertThat(connections.get()).isBetween(1, 5 * SECONDS + 5);
        assertThat(failures("timeout")).isLessThan(60);
        assertThat(lines()).hasSizeBetween(1, 3);
    }

    @Test
    void aRedisThatIsKilledIsLostInOneLineAndBackInOneHoweverOftenItIsConnectedInBetween() {
        redis.stop();
        Await.until(
                SOON,
                () -> isAsked()
                        && room.store.mode() == StoreMode.LOST
                        && room.store.trouble().isPresent());
        // nobody asks, so that no call tells that it is back
        for (int i = 0; i < 3; i++) {
            redis.start();
            Await.until(SOON, () -> room.store.trouble().isEmpty());
            redis.stop();
            Await.until(SOON, () -> room.store.trouble().isPresent());
        }
        redis.start();
        Await.until(SOON, () -> isAsked() && room.store.mode() == StoreMode.UP);
        askFor(1);

        assertThat(ofTheStore(Level.ERROR))
                .singleElement()
                .asString()
                .contains("nobody listens there", "Listeners who are in go on", "Start Redis");
        assertThat(ofTheStore(Level.WARN)).isEmpty();
        assertThat(ofTheStore(Level.INFO)).singleElement().asString().contains("answers again");
    }

    private boolean isAsked() {
        room.renewLater(policy, slot, Renewal.RENEW);
        return true;
    }

    private static void shut(ServerSocket door, AtomicInteger connections) {
        while (!door.isClosed()) {
            try {
                door.accept().close();
                connections.incrementAndGet();
            } catch (IOException e) {
                return;
            }
        }
    }

    /** Renewals as they come from many listeners; how many. */
    private int askFor(int seconds) {
        AtomicInteger asked = new AtomicInteger();
        Await.seconds(seconds, () -> {
            for (int i = 0; i < 10; i++) {
                room.renewLater(policy, slot, Renewal.RENEW);
                asked.incrementAndGet();
            }
        });
        return asked.get();
    }

    private double failures(String reason) {
        return room.registry.find("sluice.store.failures").tag("reason", reason).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private List<String> lines() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private List<String> ofTheStore(Level level) {
        return log.list.stream()
                .filter(event ->
                        event.getLevel() == level && event.getLoggerName().startsWith("dev.sluice.redis.store"))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.sluice");
    }
}
