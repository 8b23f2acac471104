package dev.sluice.config.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

final class ConfigurationCheckTest {

    @ConfigurationProperties("sluice.redis")
    record Store(
            @DefaultValue("50ms") Duration deadline,
            @DefaultValue("1s") Duration patience,
            @DefaultValue("redis://127.0.0.1") URI uri,
            @DefaultValue("seconds") TimeUnit unit,
            @DefaultValue("3") long count) {

        Store {
            PropertyChecks checks = new PropertyChecks("sluice.redis");
            checks.within("deadline", deadline, Duration.ofMillis(5), Duration.ofSeconds(5));
            checks.within("patience", patience, Duration.ofSeconds(1), Duration.ofSeconds(2));
            checks.done();
        }
    }

    @ConfigurationProperties(prefix = "sluice.admin", ignoreUnknownFields = false)
    record Admin(@DefaultValue List<Key> keys) {

        record Key(@DefaultValue("") String name, @Nullable String secret) {

            Key {
                if (name.isEmpty()) {
                    throw new IllegalArgumentException("name: nothing (expected: a name)");
                }
            }
        }
    }

    @Test
    void allThatIsWrongIsToldWithValueRangeAndPlace() {
        assertThat(refused("""
                sluice:
                  redis:
                    deadline: 1ms
                    patience: 3s
                    unit: fortnights
                    count: many
                    uri: redis://user:hunter2@[
                  admin:
                    keys:
                      - secret: hunter2
                  streams:
                    demo:
                      capacity: 1
                """))
                .containsExactlyInAnyOrder(
                        "sluice.redis.deadline: 1ms (expected: 5ms to 5000ms), in Byte array resource [test] - 3:15",
                        "sluice.redis.patience: 3000ms (expected: 1000ms to 2000ms), in Byte array resource [test] -"
                                + " 4:15",
                        "sluice.redis.unit: fortnights (expected: nanoseconds or microseconds or milliseconds or seconds"
                                + " or minutes or hours or days), in Byte array resource [test] - 5:11",
                        "sluice.redis.count: many (expected: a whole number), in Byte array resource [test] - 6:12",
                        "sluice.redis.uri: redis://***@[ (expected: a URL), in Byte array resource [test] - 7:10",
                        "sluice.admin.keys[0]: name: nothing (expected: a name), in Byte array resource [test] - 10:17",
                        "sluice.streams.demo.origin: nothing (expected: a URL, http://host[:port][/path] or https://…,"
                                + " port 1 to 65535, without query)");
    }

    @Test
    void whatAnElementOfAListDoesNotKnowIsToldWithoutASecret() {
        assertThat(refused("""
                sluice:
                  admin:
                    keys:
                      - name: a
                        secrt: x
                        my-secret: hunter2
                """))
                .containsExactlyInAnyOrder(
                        "sluice.admin.keys[0].secrt: x (expected: a known property of sluice.admin), in Byte array"
                                + " resource [test] - 5:16",
                        "sluice.admin.keys[0].my-secret: *** (expected: a known property of sluice.admin), in Byte"
                                + " array resource [test] - 6:20");
    }

    @Test
    void whatIsRightAndWhatIsLeftOutPasses() {
        assertThatNoException().isThrownBy(() -> check("sluice.redis.patience: 2s"));
    }

    private static List<String> refused(String yaml) {
        InvalidFileException thrown = catchThrowableOfType(InvalidFileException.class, () -> check(yaml));
        assertThat(thrown).as("it is refused").isNotNull();
        return thrown.wrong().stream().map(WrongProperty::toString).toList();
    }

    private static void check(String yaml) {
        ConfigurationCheck.check(OperatorFileTest.environment(yaml), List.of(Store.class, Admin.class));
    }
}
