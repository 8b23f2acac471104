package dev.sluice.gateway.reception;

import dev.sluice.gateway.admission.Hold;
import dev.sluice.gateway.metrics.Refusal;
import dev.sluice.gateway.reception.Credentials.Way;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.gateway.waitingroom.TicketDecision;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Whether somebody is in. */
sealed interface AdmissionDecision {

    /**
     * It was in.
     *
     * @param token the newest token of its session
     * @param renewed whether that is another one than came
     * @param way how it came
     */
    record Held(SessionToken token, boolean renewed, Way way) implements AdmissionDecision {}

    /**
     * It is in from now on.
     *
     * @param token the new session
     * @param undo gives the slot back if it could not be delivered
     * @param way how the ticket came that was claimed, or the session whose slot was lost; null for somebody new
     */
    record Entered(SessionToken token, Hold undo, @Nullable Way way) implements AdmissionDecision {}

    /**
     * It has a ticket.
     *
     * @param waits the ticket, and what it is told
     * @param cookieCame whether the ticket came as a cookie
     */
    record Waiting(TicketDecision.Waits waits, boolean cookieCame) implements AdmissionDecision {}

    /** It has neither slot nor ticket. */
    record Refused(Refusal reason, Duration retryAfter) implements AdmissionDecision {}
}
