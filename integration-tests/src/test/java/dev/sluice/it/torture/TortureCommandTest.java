package dev.sluice.it.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Idle;
import dev.sluice.it.observer.Violation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the command tells of histories that break invariants; they are made up here. */
final class TortureCommandTest {

    private static final long BEGIN = 7_000_000;

    @TempDir
    private Path folder;

    private final StringWriter said = new StringWriter();
    private final List<Schedule> played = new ArrayList<>();

    @Test
    void theShortestFailingHistoryIsPrintedStepByStepAndItsScheduleCanBePlayedAgain() throws IOException {
        assertThat(run("--families", "flush", "--histories", "4", "--streams", "4", "--seed", "11"))
                .isEqualTo(1);

        History shortest = failing(played.get(0), "h3", 5);
        assertThat(shortest.told()).hasSize(7).last().asString().contains("5.000  *** I1: 6 hold a slot of 5");
        assertThat(said.toString())
                .contains("3 of 4 histories broke an invariant", "h2: I1 at 16.000 s", "h3: I1 at 12.000 s")
                .contains("| flush | 4 | 3 |")
                .contains("The shortest of 3 failing histories, stream h3 (whole: " + file("h3") + "):")
                .contains(String.join(System.lineSeparator(), shortest.told()))
                .doesNotContain("moment 6");
        assertThat(Files.readAllLines(file("h2"))).hasSize(11);
        assertThat(Files.readAllLines(file("h3"))).isEqualTo(shortest.told());
        assertThat(Files.readAllLines(file("h4"))).hasSize(8);
        assertThat(file("h1")).doesNotExist();

        Matcher again =
                Pattern.compile("\\./sluice torture --replay (\\S+\\.schedule)").matcher(said.toString());
        assertThat(again.find()).isTrue();
        assertThat(run("--replay", again.group(1))).isEqualTo(1);
        assertThat(played).hasSize(2);
        assertThat(played.get(1)).isEqualTo(played.get(0)).isEqualTo(Schedule.of(Family.FLUSH, 11, 4, Setting.LONG));
    }

    @Test
    void aLongHistoryIsPrintedFromItsLastSixtyLinesOnAndIsWholeInItsFile() throws IOException {
        int status = play(schedule -> played(failing(schedule, "h1", 100)));

        assertThat(status).isEqualTo(1);
        assertThat(said.toString())
                .contains("moment 100", "moment 43", "*** I1")
                .doesNotContain("moment 41" + System.lineSeparator());
        assertThat(Files.readAllLines(folder.resolve("base-3-h1.history"))).hasSize(102);
    }

    @Test
    void whatFailedWhileTheMachineWasTooSlowIsPlayedAgainAndCountsOnlyThen() {
        Iterator<Optional<String>> slow =
                List.of(Optional.of("it took 700 ms"), Optional.<String>empty()).iterator();
        List<Violation> none = List.of();
        int status = play(schedule -> {
            Optional<String> now = slow.next();
            return new TortureCommand.Played(
                    List.of(
                            now.isPresent()
                                    ? failing(schedule, "h1", 5)
                                    : new History(schedule, "h1", BEGIN, List.of(), List.of(), none, new Idle(0, 0))),
                    now);
        });

        assertThat(status).isZero();
        assertThat(said.toString())
                .contains("1 of 1 failed, which says nothing, for it took 700 ms; again:", "I1 at 12.000 s")
                .contains("| base | 1 | 0 |");
    }

    @Test
    void whatFailsEachTimeHasFailedHoweverSlowTheMachineIs() {
        int status = play(schedule -> {
            played.add(schedule);
            return new TortureCommand.Played(List.of(failing(schedule, "h1", 5)), Optional.of("it took 700 ms"));
        });

        assertThat(status).isEqualTo(1);
        assertThat(played).hasSize(3);
        assertThat(said.toString()).contains("| base | 1 | 1 |");
    }

    private int play(Function<Schedule, TortureCommand.Played> stage) {
        return new CommandLine(new TortureCommand(stage))
                .setOut(new PrintWriter(said))
                .execute("--families", "base", "--histories", "1", "--seed", "3", "--out", folder.toString());
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--out", folder.toString()));
        return new CommandLine(new TortureCommand(this::played))
                .setOut(new PrintWriter(said))
                .execute(all.toArray(new String[0]));
    }

    /** Four histories: the first is good, the third fails soonest. */
    private TortureCommand.Played played(Schedule schedule) {
        played.add(schedule);
        return played(
                new History(schedule, "h1", BEGIN, List.of(), List.of(), List.of(), new Idle(0, 0)),
                failing(schedule, "h2", 9),
                failing(schedule, "h3", 5),
                failing(schedule, "h4", 6));
    }

    private static TortureCommand.Played played(History... histories) {
        return new TortureCommand.Played(List.of(histories), Optional.empty());
    }

    /** One step at its begin, something seen each second, and an invariant that is broken after so many. */
    private static History failing(Schedule schedule, String stream, int seconds) {
        long broken = BEGIN + seconds * 1_000_000L;
        return new History(
                schedule,
                stream,
                BEGIN,
                List.of(new Event.StoreForgot(BEGIN)),
                IntStream.rangeClosed(1, seconds + 3)
                        .mapToObj(second -> new History.Line(BEGIN + second * 1_000_000L, "moment " + second))
                        .toList(),
                List.of(
                        new Violation("I1", broken, "6 hold a slot of 5"),
                        new Violation("I1", broken + 1_000_000, "7 hold a slot of 5")),
                new Idle(0, 0));
    }

    private Path file(String stream) {
        return folder.resolve("flush-11-" + stream + ".history");
    }
}
