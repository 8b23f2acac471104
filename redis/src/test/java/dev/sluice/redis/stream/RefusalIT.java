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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

    private final Path folder = folder();

    @RegisterExtension
    final RedisServer redis = new RedisServer(
            "--dir",
            folder.toString(),
            "--enable-debug-command",
            "yes",
            "--key-load-delay",
            "1000",
            "--loading-process-events-interval-bytes",
            "1024");

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

    @Test
    void aRedisThatCannotSave() throws IOException {
        redis.command("CONFIG SET save \"3600 1\"");
        Path full = Files.createDirectories(folder.resolve("dump.rdb").resolve("in-the-way"));
        save("err");

        askForSeconds();
        assertThat(room.store.mode()).isEqualTo(StoreMode.LOST);
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("MISCONF").contains("stop-writes-on-bgsave-error");
        assertThat(trouble()).contains("MISCONF");

        Files.delete(full);
        Files.delete(full.getParent());
        save("ok");
        untilIn();
        assertThat(lines()).hasSize(1);
        assertThat(room.store.trouble()).isEmpty();
    }

    @Test
    void aReplicaThatLostItsMasterAndBecomesTheMaster() {
        redis.command("CONFIG SET replica-serve-stale-data no");
        redis.command("REPLICAOF 127.0.0.1 1");
        int visits = door.visits();

        askForSeconds();
        assertThat(room.store.mode()).isEqualTo(StoreMode.LOST);
        assertThat(lines()).hasSize(1);
        assertThat(lines().get(0)).contains("MASTERDOWN").contains("REPLICAOF NO ONE");
        assertThat(trouble()).contains("MASTERDOWN");
        assertThat(door.visits() - visits).as("once a second").isBetween(2, SECONDS + 4);

        redis.command("REPLICAOF NO ONE");
        untilIn();
        assertThat(lines()).hasSize(1);
    }

    @Test
    void aReplicaThatBecomesTheMasterAgain() {
        redis.command("REPLICAOF 127.0.0.1 1");
        askForSeconds();
        assertThat(room.store.mode()).isEqualTo(StoreMode.LOST);
        assertThat(trouble()).contains("READONLY");

        redis.command("REPLICAOF NO ONE");
        untilIn();
        assertThat(lines()).hasSize(1);
    }

    @Test
    void aRedisThatStillReadsItsData() throws InterruptedException {
        redis.command("DEBUG POPULATE 3000 filler 100");
        redis.command("SAVE");
        redis.stop();
        Thread starting = new Thread(redis::start, "reads-its-data");
        starting.start();
        // each key takes a millisecond
        Await.until(SOON, () -> {
            room.renewLater(policy, slot, Renewal.RENEW);
            return trouble().contains("LOADING");
        });
        assertThat(room.store.mode()).isEqualTo(StoreMode.LOST);
        assertThat(starting.isAlive()).isTrue();
        Await.until(SOON, () -> {
            room.renewLater(policy, slot, Renewal.RENEW);
            return !starting.isAlive();
        });

        // what it read was saved before its end, so that a recovery begins: newcomers wait
        Await.until(
                SOON,
                () -> room.admit(policy.capacity(1_000), 1).get(0) instanceof AdmitDecision.Queued
                        && room.store.mode() == StoreMode.UP);
        assertThat(lines().stream().filter(line -> line.contains("LOADING"))).hasSize(1);
        assertThat(lines().stream().filter(line -> line.contains("LOADING")).findFirst())
                .hasValueSatisfying(line -> assertThat(line).contains("still reads its data"));
        assertThat(room.store.trouble()).isEmpty();
    }

    /** Has it save until that ends so. */
    private void save(String status) {
        Await.until(SOON, () -> {
            room.renewLater(policy, slot, Renewal.RENEW);
            if (!redis.info("persistence").contains("rdb_bgsave_in_progress:1")) {
                if (redis.info("persistence").contains("rdb_last_bgsave_status:" + status)) {
                    return true;
                }
                redis.command("BGSAVE");
            }
            return false;
        });
    }

    private String trouble() {
        return room.store.trouble().orElse("");
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

    private static Path folder() {
        try {
            return Files.createTempDirectory("sluice-redis-refuses");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
