package dev.sluice.it.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ScheduleTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Family.class)
    void whatIsWrittenIsReadAgain(Family family) throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            Schedule schedule = Schedule.of(family, seed, 50, seed % 2 == 0 ? Setting.SHORT : Setting.LONG);
            Path file = folder.resolve("a.schedule");
            schedule.write(file);
            assertThat(Schedule.read(file)).isEqualTo(schedule);
        }
    }

    @Test
    void aSeedDecidesAllSteps() {
        assertThat(Schedule.of(Family.MIX, 7, 1, Setting.LONG)).isEqualTo(Schedule.of(Family.MIX, 7, 1, Setting.LONG));
        assertThat(Schedule.of(Family.MIX, 7, 1, Setting.LONG).steps())
                .isNotEqualTo(Schedule.of(Family.MIX, 8, 1, Setting.LONG).steps());
    }

    @Test
    void aThirdOfTheStreamsOrSoLetEverybodyInWhileTheStoreIsLost() {
        Schedule schedule = Schedule.of(Family.FLUSH, 7, 300, Setting.LONG);
        assertThat(schedule.open()).hasSizeBetween(70, 130).isSubsetOf(schedule.names());
        assertThat(Schedule.of(Family.FLUSH, 7, 300, Setting.SHORT).open()).isEmpty();
        assertThat(schedule.open())
                .isEqualTo(Schedule.of(Family.FLUSH, 7, 300, Setting.LONG).open())
                .isNotEqualTo(Schedule.of(Family.FLUSH, 8, 300, Setting.LONG).open());
    }

    @Test
    void everyFamilyHasAShareOfTheHistories() {
        List<Family> all = List.of(Family.values());
        List<Schedule> thousand = Schedule.share(all, 7, 1_000, 50, Setting.LONG);
        assertThat(thousand).hasSize(all.size()).extracting(Schedule::family).containsExactlyElementsOf(all);
        assertThat(thousand.stream().mapToInt(Schedule::streams).sum()).isEqualTo(1_000);
        assertThat(thousand).allMatch(schedule -> schedule.streams() <= 50 && schedule.streams() >= 1_000 / all.size());
        assertThat(thousand).extracting(Schedule::seed).doesNotHaveDuplicates();
        assertThat(Schedule.share(all, 7, 1, 50, Setting.LONG))
                .extracting(Schedule::family)
                .containsExactlyElementsOf(all);
        assertThat(Schedule.share(List.of(Family.BASE), 7, 120, 50, Setting.LONG))
                .extracting(Schedule::streams)
                .containsExactly(40, 40, 40);
    }

    /** A first lease may be neither longer than the lease nor a third of it or less. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void aLeaseIsLowered(Family family) {
        for (Setting setting : List.of(Setting.SHORT, Setting.LONG)) {
            for (long seed = 0; seed < 20; seed++) {
                List<Step> leases = Schedule.of(family, seed, 1, setting).steps().stream()
                        .filter(step -> step.deed() == Deed.SET_LEASE)
                        .toList();
                assertThat(leases).allMatch(step -> step.amount() >= 4_000);
                if (family == Family.LEASE) {
                    assertThat(leases).hasSize(2);
                    assertThat(leases.get(0).amount())
                            .isGreaterThan(leases.get(1).amount());
                }
            }
        }
    }

    @Test
    void stepsAreInTheOrderOfTheirTimesAndItLastsLongAfterTheLast() {
        Schedule schedule = new Schedule(
                Family.BASE,
                1,
                1,
                Setting.SHORT,
                List.of(Step.of(3_000, Deed.FLUSH, 0), Step.of(1_000, Deed.PAUSE_STORE, 5_000)));
        assertThat(schedule.steps()).extracting(Step::atMillis).containsExactly(1_000L, 3_000L);
        assertThat(schedule.quietMillis()).isEqualTo(6_000);
        assertThat(schedule.lengthMillis()).isEqualTo(6_000 + 13_000 + 19_500 + 2_000);
    }

    @Test
    void aWordThatIsNoneIsNamedWithWhatWasExpected() throws IOException {
        Path file = folder.resolve("b.schedule");
        Files.writeString(file, "family flush\nlength 7\n");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Schedule.read(file))
                .withMessageContaining("length 7")
                .withMessageContaining("expected: family, seed, streams, setting, step");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Step.parse("1000 flush"))
                .withMessageContaining("1000 flush");
    }
}
