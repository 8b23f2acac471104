package dev.sluice.it.torture;

import dev.sluice.it.process.Node;
import dev.sluice.standalone.key.StateOption;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./sluice torture}: random schedules of faults, and what the observer says. */
@Command(
        name = "torture",
        description = {
            "Runs random schedules of faults against three gateways and a real Redis, and judges what listeners saw.",
            "A history is one stream's; many streams share a schedule. Every kind of fault is played once at least,",
            "with fewer streams if need be. Exits with 1 if an invariant was broken, or a schedule could not be played."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli fills the fields in
public final class TortureCommand implements Callable<Integer> {

    private static final int SHOWN = 60;
    /** What it takes to start and end the processes of a schedule. */
    private static final long START_MILLIS = 20_000;

    /** How often a schedule is played that fails while the machine is too slow. */
    private static final int TIMES = 3;

    /**
     * What was seen.
     *
     * @param slow says that the machine was too slow, where it was
     */
    record Played(List<History> histories, Optional<String> slow) {

        private List<History> failed() {
            return histories.stream().filter(History::failed).toList();
        }
    }

    private final Function<Schedule, Played> stage;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Decides schedules and habits (default: one that is drawn and printed).")
    private @Nullable Long seed;

    @Option(
            names = "--histories",
            paramLabel = "M",
            defaultValue = "50",
            description = "How many histories at least (default: ${DEFAULT-VALUE}).")
    private int histories;

    @Option(
            names = "--streams",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many streams share a schedule at most (default: ${DEFAULT-VALUE}).")
    private int streams;

    @Option(
            names = "--families",
            paramLabel = "NAME",
            split = ",",
            description = "Only these kinds of fault, separated by commas (default: all).")
    private @Nullable List<String> families;

    @Option(
            names = "--small",
            description = "Short leases and short histories, as the tests do; for a few streams only.")
    private boolean small;

    @Option(names = "--replay", paramLabel = "FILE", description = "Plays this schedule, as a run wrote it.")
    private @Nullable Path replay;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            defaultValue = ".sluice/torture",
            description = "Where schedules and failing histories are written (default: ${DEFAULT-VALUE}).")
    private Path folder;

    /** Plays schedules with processes of their own. */
    public TortureCommand() {
        this(TortureCommand::run);
    }

    /** @param stage plays a schedule, and returns what was seen of its streams */
    TortureCommand(Function<Schedule, Played> stage) {
        this.stage = stage;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (histories < 1 || streams < 1 || streams > 200) {
            spec.commandLine()
                    .getErr()
                    .println("sluice: --histories: " + histories + " (expected: 1 or more), --streams: " + streams
                            + " (expected: 1 to 200)");
            return 2;
        }
        Path written = Files.createDirectories(StateOption.fromCaller(folder));
        Table table = new Table();
        List<History> failed = new ArrayList<>();
        for (Schedule schedule : schedules(out)) {
            Path file = written.resolve(name(schedule) + ".schedule");
            schedule.write(file);
            play(schedule, file, table, failed, written, out);
        }
        out.println();
        table.print(out);
        tell(failed, written, out);
        return failed.isEmpty() && table.complete() ? 0 : 1;
    }

    private List<Schedule> schedules(PrintWriter out) throws IOException {
        if (replay != null) {
            return List.of(Schedule.read(StateOption.fromCaller(replay)));
        }
        long first = seed == null ? System.nanoTime() % 1_000_000 : seed;
        out.println("seed " + first);
        Setting setting = small ? Setting.SHORT : Setting.LONG;
        List<Family> wanted = families == null
                ? List.of(Family.values())
                : families.stream().map(Family::of).toList();
        List<Schedule> schedules = Schedule.share(wanted, first, histories, streams, setting);
        out.printf(
                "%d schedules, about %.0f minutes%n",
                schedules.size(),
                schedules.stream()
                                .mapToLong(one -> one.lengthMillis() + START_MILLIS)
                                .sum()
                        / 60e3);
        return schedules;
    }

    private void play(Schedule schedule, Path file, Table table, List<History> failed, Path folder, PrintWriter out)
            throws IOException {
        out.printf(
                "%s, seed %d, %d streams, %.0f s:%n",
                schedule.family().word(), schedule.seed(), schedule.streams(), schedule.lengthMillis() / 1e3);
        schedule.steps().forEach(step -> out.println("    " + step));
        out.flush();
        List<History> histories;
        try {
            histories = playFairly(schedule, out).histories();
        } catch (RuntimeException e) {
            table.notPlayed(schedule, e + "; again: ./sluice torture --replay " + file);
            out.println("    not played: " + e);
            out.flush();
            return;
        }
        histories.forEach(table::add);
        List<History> broken = histories.stream().filter(History::failed).toList();
        failed.addAll(broken);
        for (History history : broken) {
            Files.write(file(history, folder), history.told());
            out.println("    " + history.stream() + ": " + history.violations().get(0));
        }
        out.printf(
                "    %d of %d histories broke an invariant; %d events%n",
                broken.size(),
                histories.size(),
                histories.stream().mapToInt(history -> history.events().size()).sum());
        out.flush();
    }

    /** What failed while the machine was too slow says nothing, and is played again; the last time counts. */
    private Played playFairly(Schedule schedule, PrintWriter out) {
        for (int left = TIMES - 1; ; left--) {
            Played played = stage.apply(schedule);
            if (left == 0 || played.slow().isEmpty() || played.failed().isEmpty()) {
                return played;
            }
            out.printf(
                    "    %d of %d failed, which says nothing, for %s; again:%n",
                    played.failed().size(),
                    played.histories().size(),
                    played.slow().get());
            played.failed()
                    .forEach(history ->
                            out.println("        " + history.violations().get(0)));
            out.flush();
        }
    }

    /** Every schedule has processes of its own, so that nothing of one is left in the next. */
    private static Played run(Schedule schedule) {
        try (Theatre theatre = Theatre.open(schedule.setting(), schedule.names(), Node.SMALL);
                Performance performance = theatre.begin(schedule.names(), schedule.seed())) {
            long begun = Theatre.now();
            performance.openWithoutStore(schedule.open());
            performance.gather(Duration.ofMillis(schedule.quietMillis() + 5_000));
            schedule.family().shows().ifPresent(performance::replay);
            performance.run(schedule.steps(), schedule.calmMillis());
            // Others wait for all slots, and somebody is just not there any more: is the slot free in time?
            performance.join(schedule.setting().capacity(), Duration.ZERO);
            performance.vanish(1);
            performance.run(List.of(), schedule.lengthMillis() - schedule.calmMillis());
            return new Played(performance.histories(schedule), theatre.slowSince(begun));
        }
    }

    private static void tell(List<History> failed, Path folder, PrintWriter out) {
        if (failed.isEmpty()) {
            out.println("\nNo invariant was broken by what was played.");
            out.flush();
            return;
        }
        History shortest =
                failed.stream().min(Comparator.comparingInt(History::length)).orElseThrow();
        List<String> lines = shortest.told();
        out.printf(
                "%nThe shortest of %d failing histories, stream %s (whole: %s):%n",
                failed.size(), shortest.stream(), file(shortest, folder));
        lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()).forEach(out::println);
        out.printf(
                "Play its schedule again: ./sluice torture --replay %s%n",
                folder.resolve(name(shortest.schedule()) + ".schedule"));
        out.flush();
    }

    private static Path file(History history, Path folder) {
        return folder.resolve(name(history.schedule()) + "-" + history.stream() + ".history");
    }

    private static String name(Schedule schedule) {
        return schedule.family().word() + "-" + schedule.seed();
    }
}
