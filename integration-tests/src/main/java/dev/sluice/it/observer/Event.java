package dev.sluice.it.observer;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that was seen from outside. Places, sessions and gateways go by names which the listeners and the tests
 * give them; a place is one ticket through all its renewals, a session one admission through all its tokens.
 */
public sealed interface Event {

    /** When it was over, in microseconds of the history's clock. */
    long at();

    /** What a poll was told. */
    enum Turn {
        /** Not yet. */
        WAITING,
        /** May enter as soon as a slot is free. */
        CALLED,
        /** Nobody knows just now; the place is kept. */
        UNSAID
    }

    /** What was asked for under a session. */
    enum Ask {
        /** A segment: confirms the session. */
        SEGMENT,
        /** A playlist or anything else that does not confirm. */
        PLAYLIST,
        /** A {@code POST} that says: still here. Confirms too. */
        STILL_HERE
    }

    /** How a session began. */
    enum Way {
        /** At once, without a ticket. */
        DIRECTLY,
        /** With a ticket. */
        BY_TICKET,
        /** With the ticket of somebody who was in before, or who was passed over while away. */
        RETURNING
    }

    /**
     * Somebody got a ticket: a place in the queue. {@code returning} says whether it was in or had a ticket before, for
     * then its turn may follow from that.
     */
    record Joined(String place, String gateway, Span span, boolean returning) implements Event {
        @Override
        public long at() {
            return span.answered();
        }
    }

    /** A place asked for its turn; {@code dueAt} is when it was told to ask again. */
    record Polled(String place, String gateway, Span span, Turn turn, long dueAt) implements Event {
        @Override
        public long at() {
            return span.answered();
        }
    }

    /** A question about a place or session got no answer: a broken connection, or a gateway that was not there. */
    record Unanswered(String who, String gateway, Span span) implements Event {
        @Override
        public long at() {
            return span.answered();
        }
    }

    /** A session began. {@code place} is null when there was no ticket. */
    record Admitted(String session, @Nullable String place, String gateway, Span span, Way way) implements Event {
        @Override
        public long at() {
            return span.answered();
        }
    }

    /** A session got what it asked for; {@code slot} names the slot that its token spoke of, if that can be told. */
    record Served(
            String session,
            String gateway,
            Span span,
            Ask ask,
            @Nullable String slot) implements Event {
        @Override
        public long at() {
            return span.answered();
        }
    }

    /** A session was told that it has no slot any more. */
    record Cut(String session, String gateway, Span span) implements Event {
        @Override
        public long at() {
            return span.answered();
        }
    }

    /** A place was told that its ticket is worth nothing. */
    record Refused(String place, String gateway, Span span) implements Event {
        @Override
        public long at() {
            return span.answered();
        }
    }

    /** A session or a place was given up by its listener, and the gateway said so. */
    record Left(String who, String gateway, Span span) implements Event {
        @Override
        public long at() {
            return span.answered();
        }
    }

    /** A token that must open nothing was tried; {@code opened} says whether it did. */
    record Tried(String kind, String gateway, Span span, boolean opened) implements Event {
        @Override
        public long at() {
            return span.answered();
        }
    }

    /** The operator changed something; the answer named these nodes as running it, those as not (yet), and some as silent. */
    record Changed(Span span, Rules rules, Set<String> applied, Set<String> missing, Set<String> silent)
            implements Event {
        /** Whether the answer names any. */
        public boolean isNaming() {
            return !(applied.isEmpty() && missing.isEmpty() && silent.isEmpty());
        }

        /** Whether it names this one. */
        boolean names(String gateway) {
            return applied.contains(gateway) || missing.contains(gateway) || silent.contains(gateway);
        }

        @Override
        public long at() {
            return span.answered();
        }
    }

    /** A gateway showed which gate it runs. */
    record Shown(String gateway, Span span, String gate) implements Event {
        @Override
        public long at() {
            return span.answered();
        }
    }

    /** A gateway was started and is ready. */
    record GatewayUp(String gateway, long at) implements Event {}

    /** A gateway is about to be stopped, or killed. */
    record GatewayDown(String gateway, long at) implements Event {}

    /** From the first moment on, some gateway may not reach the store. */
    record StoreLost(long at) implements Event {}

    /** All gateways reach the store again, which knows what it knew. */
    record StoreBack(long at) implements Event {}

    /** All gateways reach the store again, which has forgotten all slots and tickets. */
    record StoreForgot(long at) implements Event {}
}
