package dev.sluice.it.torture;

import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Idle;
import dev.sluice.it.observer.Telling;
import dev.sluice.it.observer.Violation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What was seen of one stream under a schedule, and what the observer says to it.
 *
 * @param schedule the schedule
 * @param stream the stream
 * @param begunMicros when it began, by the clock of the events
 * @param events all that was seen
 * @param steps what was done, and when
 * @param violations the contradictions, the earliest first
 * @param idle how much of the slots was idle
 */
record History(
        Schedule schedule,
        String stream,
        long begunMicros,
        List<Event> events,
        List<Line> steps,
        List<Violation> violations,
        Idle idle) {

    /** Something at a moment, in words. */
    record Line(long atMicros, String text) {}

    boolean failed() {
        return !violations.isEmpty();
    }

    /** How many lines it takes to the first contradiction. */
    int length() {
        return untilViolation().size();
    }

    /** Step by step until the first contradiction, which is the last line; all of it where there is none. */
    List<String> told() {
        return untilViolation().stream()
                .map(line -> "%8.3f  %s".formatted((line.atMicros - begunMicros) / 1e6, line.text))
                .toList();
    }

    private List<Line> untilViolation() {
        long end = failed() ? violations.get(0).at() : Long.MAX_VALUE;
        List<Line> lines = new ArrayList<>(steps);
        events.forEach(event -> lines.add(new Line(event.at(), Telling.of(event))));
        lines.removeIf(line -> line.atMicros > end);
        lines.sort(Comparator.comparingLong(Line::atMicros));
        if (failed()) {
            Violation first = violations.get(0);
            lines.add(new Line(first.at(), "*** " + first.invariant() + ": " + first.what()));
        }
        return lines;
    }
}
