package dev.sluice.it.observer;

import java.util.Locale;

/** Events in words, a line each. */
public final class Telling {

    private Telling() {}

    /** What was seen, without the time. */
    public static String of(Event event) {
        return event instanceof Event.GatewayUp up
                ? up.gateway() + " is up"
                : event instanceof Event.GatewayDown down
                        ? down.gateway() + " goes down"
                        : event instanceof Event.StoreLost
                                ? "the store may be lost from here on"
                                : event instanceof Event.StoreBack
                                        ? "the store is back"
                                        : event instanceof Event.StoreForgot ? "the store has forgotten" : seen(event);
    }

    private static String seen(Event event) {
        if (event instanceof Event.Joined one) {
            return "%s has a ticket%s".formatted(one.place(), from(one.gateway(), one.span()));
        }
        if (event instanceof Event.Polled one) {
            return "%s is told %s, and to ask again in %.1f s%s"
                    .formatted(
                            one.place(),
                            one.turn().name().toLowerCase(Locale.ROOT),
                            (one.dueAt() - one.at()) / 1e6,
                            from(one.gateway(), one.span()));
        }
        if (event instanceof Event.Admitted one) {
            return "%s is let in %s%s%s"
                    .formatted(
                            one.session(),
                            one.way().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            one.place() == null ? "" : " " + one.place(),
                            from(one.gateway(), one.span()));
        }
        if (event instanceof Event.Served one) {
            return "%s is served a %s, slot %s%s"
                    .formatted(
                            one.session(),
                            one.ask().name().toLowerCase(Locale.ROOT),
                            one.slot(),
                            from(one.gateway(), one.span()));
        }
        return lost(event);
    }

    private static String lost(Event event) {
        if (event instanceof Event.Unanswered one) {
            return one.who() + " gets no answer" + from(one.gateway(), one.span());
        }
        if (event instanceof Event.Cut one) {
            return one.session() + " is cut" + from(one.gateway(), one.span());
        }
        if (event instanceof Event.Refused one) {
            return one.place() + " is told that its ticket is worth nothing" + from(one.gateway(), one.span());
        }
        if (event instanceof Event.Left one) {
            return one.who() + " leaves" + from(one.gateway(), one.span());
        }
        if (event instanceof Event.Tried one) {
            return "%s opens %s%s"
                    .formatted(one.kind(), one.opened() ? "something" : "nothing", from(one.gateway(), one.span()));
        }
        if (event instanceof Event.Changed one) {
            return "the operator sets %s; applied by %s, not by %s, silent %s"
                    .formatted(one.rules(), one.applied(), one.missing(), one.silent());
        }
        return event.toString();
    }

    private static String from(String gateway, Span span) {
        return " (%s, %.0f ms)".formatted(gateway, (span.answered() - span.sent()) / 1e3);
    }
}
