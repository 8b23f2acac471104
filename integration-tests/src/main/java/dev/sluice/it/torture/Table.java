package dev.sluice.it.torture;

import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Idle;
import dev.sluice.it.observer.Violation;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What became of the histories, by family: how many, how many of them broke which invariant, how idle slots were. */
final class Table {

    private static final List<String> INVARIANTS = List.of("I1", "I2", "I3", "I4", "I5", "I7", "I10");

    /** One family's sums. */
    private static final class Row {
        private final List<List<String>> broken = new ArrayList<>();
        private final List<Idle> idle = new ArrayList<>();
        /** Changes whose answers name gateways. */
        private final List<Event> changes = new ArrayList<>();
    }

    private final Map<Family, Row> rows = new EnumMap<>(Family.class);
    private final List<String> notPlayed = new ArrayList<>();

    void add(History history) {
        Row row = rows.computeIfAbsent(history.schedule().family(), family -> new Row());
        row.broken.add(history.violations().stream()
                .map(Violation::invariant)
                .distinct()
                .toList());
        row.idle.add(history.idle());
        history.events().stream()
                .filter(event -> event instanceof Event.Changed change && change.isNaming())
                .forEach(row.changes::add);
    }

    /** A schedule that could not be played to its end, and why: none of its histories counts. */
    void notPlayed(Schedule schedule, String why) {
        notPlayed.add("%s, seed %d, %d histories: %s"
                .formatted(schedule.family().word(), schedule.seed(), schedule.streams(), why));
    }

    /** Whether all schedules were played to their end. */
    boolean complete() {
        return notPlayed.isEmpty();
    }

    /** As Markdown, a dash where nothing was to be seen of I10: that needs changes whose answers name gateways. */
    void print(PrintWriter out) {
        out.println("| family | histories | " + String.join(" | ", INVARIANTS) + " | idle slot-time |");
        out.println("| --- | ---: |" + " ---: |".repeat(INVARIANTS.size() + 1));
        rows.forEach((family, row) -> line(family.word(), List.of(row), out));
        line("all", List.copyOf(rows.values()), out);
        if (!notPlayed.isEmpty()) {
            out.println("\nNot played, and not in the table:\n");
            notPlayed.forEach(schedule -> out.println("- " + schedule));
        }
        out.flush();
    }

    private static void line(String name, List<Row> rows, PrintWriter out) {
        Map<String, Long> counts = rows.stream()
                .flatMap(row -> row.broken.stream())
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Idle idle = rows.stream().flatMap(row -> row.idle.stream()).reduce(new Idle(0, 0), Idle::plus);
        int histories = rows.stream().mapToInt(row -> row.broken.size()).sum();
        out.println("| %s | %d | %s | %.1f %% |"
                .formatted(
                        name,
                        histories,
                        INVARIANTS.stream()
                                .map(invariant ->
                                        invariant.equals("I10") && rows.stream().allMatch(row -> row.changes.isEmpty())
                                                ? "–"
                                                : Long.toString(counts.getOrDefault(invariant, 0L)))
                                .collect(Collectors.joining(" | ")),
                        idle.percent()));
    }
}
