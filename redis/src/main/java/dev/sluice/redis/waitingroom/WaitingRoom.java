package dev.sluice.redis.waitingroom;

import dev.sluice.config.policy.LivePolicy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The queues of all streams, shared by all gateways. A ticket claims at most once (invariant I2); nobody is called
 * before a present ticket with a lower number (I3); newcomers never overtake.
 */
public interface WaitingRoom {

    /** Notes that a ticket asked: it is present for another window. Costs no call; marks are sent in batches. */
    void present(LivePolicy policy, Ticket ticket);

    /** Asks for the turn of a ticket, and notes its presence. */
    CompletionStage<ClaimDecision> claim(LivePolicy policy, Ticket ticket, Attempt attempt);

    /** Gives a ticket up, for good. Completes as {@link dev.sluice.redis.admission.SlotLedger#release}. */
    CompletionStage<Void> leave(LivePolicy policy, Ticket ticket);

    /** This gateway's copy of the stream's state; asking for it keeps it fresh. Never blocks. */
    RoomView view(LivePolicy policy);

    /**
     * A copy made after this was asked for; the one of before when the store does not answer in time. For those who look
     * now and then, as operators do. Completes normally.
     */
    default CompletionStage<RoomView> look(LivePolicy policy) {
        return CompletableFuture.completedFuture(view(policy));
    }
}
