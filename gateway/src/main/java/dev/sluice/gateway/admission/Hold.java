package dev.sluice.gateway.admission;

import reactor.core.publisher.Mono;

/**
 * What an answer owes for the slot that it uses, from the decision to the last byte. Every hold is ended exactly once,
 * by whoever serves the answer, whether it completes, fails or is cancelled; ending twice does no harm.
 */
public interface Hold {

    /** Owes nothing. */
    Hold NONE = new Hold() {};

    /** The answer's body begins to flow. */
    default void begins() {}

    /** So many bytes of the body went to the listener. */
    default void flowed(long bytes) {}

    /** Completes when the slot is somebody else's: the body must stop. Never completes otherwise. */
    default Mono<Void> lost() {
        return Mono.never();
    }

    /** It is over. */
    default void ends(Ending ending) {}

    /** How an answer came to its end. */
    enum Ending {
        /** All of it was written. */
        COMPLETE,
        /** It failed, or whoever asked is gone. */
        BROKEN
    }
}
