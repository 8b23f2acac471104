package dev.sluice.it.observer;

import dev.sluice.it.observer.Event.Admitted;
import dev.sluice.it.observer.Event.Changed;
import dev.sluice.it.observer.Event.Cut;
import dev.sluice.it.observer.Event.Joined;
import dev.sluice.it.observer.Event.Left;
import dev.sluice.it.observer.Event.Polled;
import dev.sluice.it.observer.Event.Served;
import dev.sluice.it.observer.Event.Unanswered;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The history, sorted out by places and sessions, with what was in force when. */
final class Chronicle {

    private final List<Event> events;
    private final Tolerance tolerance;
    private final Timeline timeline;
    private final Outages outages;
    private final Map<Class<? extends Event>, List<Event>> kinds;
    private final Map<String, Place> places = new LinkedHashMap<>();
    private final Map<String, Session> sessions = new LinkedHashMap<>();

    Chronicle(List<Event> history, Rules initial, Tolerance tolerance) {
        this.events =
                history.stream().sorted(Comparator.comparingLong(Event::at)).toList();
        this.kinds = events.stream().collect(Collectors.groupingBy(Event::getClass));
        this.tolerance = tolerance;
        this.timeline = new Timeline(initial, only(Changed.class), Tolerance.micros(tolerance.settle()));
        this.outages = new Outages(
                events,
                timeline.longestLeaseMicros(),
                2 * timeline.longestLeaseMicros() + Tolerance.micros(tolerance.recovery()));
        Map<String, List<Polled>> polls =
                by(Polled.class, Polled::place, e -> e.span().sent());
        Map<String, List<Left>> left = by(Left.class, Left::who, e -> e.span().sent());
        Map<String, List<Unanswered>> lost =
                by(Unanswered.class, Unanswered::who, e -> e.span().sent());
        Map<String, List<Admitted>> claims = new HashMap<>();
        for (Admitted one : only(Admitted.class)) {
            if (one.place() != null) {
                claims.computeIfAbsent(one.place(), key -> new ArrayList<>()).add(one);
            }
        }
        for (Joined one : only(Joined.class)) {
            places.put(
                    one.place(),
                    new Place(
                            one,
                            polls.getOrDefault(one.place(), List.of()),
                            claims.getOrDefault(one.place(), List.of()),
                            left.getOrDefault(one.place(), List.of()),
                            lost.getOrDefault(one.place(), List.of())));
        }
        Map<String, List<Served>> served =
                by(Served.class, Served::session, e -> e.span().sent());
        Map<String, List<Cut>> cut = by(Cut.class, Cut::session, e -> e.span().sent());
        for (Admitted one : only(Admitted.class)) {
            sessions.put(
                    one.session(),
                    new Session(
                            one,
                            served.getOrDefault(one.session(), List.of()),
                            cut.getOrDefault(one.session(), List.of()),
                            left.getOrDefault(one.session(), List.of()),
                            lost.getOrDefault(one.session(), List.of())));
        }
    }

    /** All events of one kind, in the order of their answers. */
    <T extends Event> List<T> only(Class<T> kind) {
        return kinds.getOrDefault(kind, List.of()).stream().map(kind::cast).toList();
    }

    Collection<Place> places() {
        return places.values();
    }

    Collection<Session> sessions() {
        return sessions.values();
    }

    Timeline timeline() {
        return timeline;
    }

    Outages outages() {
        return outages;
    }

    Tolerance tolerance() {
        return tolerance;
    }

    /** The last moment of the history; 0 when there is none. */
    long end() {
        return events.isEmpty() ? 0 : events.get(events.size() - 1).at();
    }

    /** Whether a gateway was stopped or killed in this span. */
    boolean stopped(String gateway, Span span) {
        return only(Event.GatewayDown.class).stream()
                .anyMatch(down ->
                        down.gateway().equals(gateway) && down.at() >= span.sent() && down.at() <= span.answered());
    }

    private <T extends Event> Map<String, List<T>> by(
            Class<T> kind, Function<T, String> name, Function<T, Long> asked) {
        return only(kind).stream().sorted(Comparator.comparing(asked)).collect(Collectors.groupingBy(name));
    }
}
