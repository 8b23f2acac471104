package dev.sluice.redis.admission;

import dev.sluice.config.policy.LivePolicy;
import java.util.concurrent.CompletionStage;

/**
 * The slots of all streams, shared by all gateways. Never more holders than capacity (invariant I1), never two holders
 * of one slot (I2), each slot free again a lease and a reap cycle after its holder is gone (I5).
 *
 * <p>Calls are batched by stream: however many arrive within a few milliseconds, Redis sees one call. Every stage
 * completes normally, within the store's deadline and a batch's wait, and on a thread of this module that must not
 * be blocked.
 */
public interface SlotLedger {

    /** Of which stream a session is: streams may be deleted, and made again by the same name. */
    enum Era {
        /** Of the one that is there. */
        THIS,
        /** Of one that was deleted: it is worth nothing. */
        EARLIER,
        /** Nothing was heard yet of a stream that was made again; the answer to a renewal tells. */
        UNKNOWN
    }

    /** Asks for a slot, or else a ticket, for a newcomer. */
    CompletionStage<AdmitDecision> admit(LivePolicy policy);

    /**
     * Sets the lease of a slot. A session that was accepted within a lease before the store lost its state keeps its slot,
     * and one whose renewal could not be delivered while the store was lost gets another, over capacity if need be.
     *
     * @param last when a gateway last took the session for valid
     */
    CompletionStage<RenewDecision> renew(LivePolicy policy, Slot slot, Renewal renewal, Acceptance last);

    /**
     * Gives a slot back, for good: its session number may claim nothing any more. Completes when Redis has it, or
     * after the deadline; it is then sent again for up to a lease.
     */
    CompletionStage<Void> release(LivePolicy policy, Slot slot);

    /** Of which stream a session of this incarnation is, as far as this node knows. Never blocks, never calls the store. */
    default Era era(LivePolicy policy, long incarnation) {
        return Era.THIS;
    }
}
