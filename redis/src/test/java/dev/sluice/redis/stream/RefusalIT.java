package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sluice.redis.Door;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.store.StoreMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.slf4j.LoggerFactory;

/** Redis answers, and takes no writes, under load, for three seconds. */
final class RefusalIT {

    private static final int SECONDS = 3;
    private static final Duration SOON = Duration.ofSeconds(20);

    @RegisterExtension
    final RedisServer redis = new RedisServer();

    @RegisterExtension
    final RedisServer next = new RedisServer();

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Policy policy = Policy.of("refused").leases(Duration.ofSeconds(4), Duration.ofSeconds(3));
    private Door door;
    private Room room;
    private Slot slot = Slot.nowhere(0, 0);

    @BeforeEach
    void enter() {
        redis.start();
        next.start();
        door = new Door(redis.port());
        room = new Room(door.uri(), Duration.ofMillis(300));
        untilIn();
        log.start();
        logger().addAppender(log);
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
        room.close();
        door.close();
        redis.stop();
        next.stop();
    }

    @Test
    void aReplicaIsLeftForTheMasterThatItsAddressLeadsTo() {
        redis.command("REPLICAOF 127.0.0.1 1");
        int visits = door.visits();
        List<String> heard = new ArrayList<>();
        room.store.subscribe("news", heard::add);

        askForSeconds();
        assertThat(room.store.mode()).isEqualTo(StoreMode.LOST);
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("READONLY");
        // once a second, with the channel each time
        assertThat(door.visits() - visits).isBetween(2, 2 * SECONDS + 4);

        door.leadsTo(next.port());
        // it knows nothing, so that a recovery begins there: newcomers wait
        Await.until(
                SOON,
                () -> room.admit(policy.capacity(1_000), 1).get(0) instanceof AdmitDecision.Queued
                        && room.store.mode() == StoreMode.UP);
        Await.until(SOON, () -> next.command("PUBLISH news told").equals(":1"));
        Await.until(SOON, () -> heard.contains("told"));
        assertThat(lines().stream().filter(line -> line.contains("refuses"))).hasSize(1);
    }

    @Test
    void aRedisWhoseMemoryIsFull() {
        redis.command("CONFIG SET maxmemory 1");
        int visits = door.visits();

        askForSeconds();
        assertThat(room.store.mode()).isEqualTo(StoreMode.LOST);
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("OOM");
        assertThat(door.visits()).isEqualTo(visits);

        redis.command("CONFIG SET maxmemory 0");
        untilIn();
        assertThat(lines()).hasSize(1);
    }

    @Test
    void aUserWhoMayNotDoWhatScriptsDo() {
        redis.command("ACL SETUSER default -hset");

        askForSeconds();
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("docs/redis-users.acl");

        redis.command("ACL SETUSER default +hset");
        untilIn();
        assertThat(lines()).hasSize(1);
    }

    /** Renewals and looks as they come from many listeners, who wait and who listen. */
    private void askForSeconds() {
        AtomicInteger asked = new AtomicInteger();
        Await.seconds(SECONDS, () -> {
            for (int i = 0; i < 10; i++) {
                room.renewLater(policy, slot, Renewal.RENEW);
            }
            if (asked.incrementAndGet() % 5 == 0) {
                room.streams.stream(policy.live()).refreshView();
            }
        });
    }

    private void untilIn() {
        Await.until(SOON, () -> {
            if (room.admit(policy.capacity(1_000), 1).get(0) instanceof AdmitDecision.Granted granted) {
                slot = granted.slot();
                return room.store.mode() == StoreMode.UP;
            }
            return false;
        });
    }

    private List<String> lines() {
        return log.list.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> !line.contains("lost the state"))
                .toList();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("dev.sluice");
    }
}
