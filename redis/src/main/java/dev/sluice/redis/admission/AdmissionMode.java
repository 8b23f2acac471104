package dev.sluice.redis.admission;

import dev.sluice.config.policy.StoreLoss;
import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.redis.store.StoreMode;

/** What whoever is not in a stream meets. Whoever is in goes on in any of them. */
public enum AdmissionMode {
    /** The store answers: slots, and the queue. */
    SLOTS,
    /** It answers and had lost its state: nobody enters while slots are being restored. */
    RECOVERING,
    /** It does not: nobody enters. */
    CLOSED,
    /** It does not: whoever asks enters without a slot. */
    OPEN;

    /** The mode in force. */
    public static AdmissionMode of(StreamPolicy policy, StoreMode store, boolean recovering) {
        if (store == StoreMode.UP) {
            return recovering ? RECOVERING : SLOTS;
        }
        return isOpenWithoutStore(policy) ? OPEN : CLOSED;
    }

    /** Whether whoever asks enters where the store does not answer. */
    public static boolean isOpenWithoutStore(StreamPolicy policy) {
        return switch (policy.gate()) {
            case OPEN, AUTO, REJECT -> policy.storeLoss() == StoreLoss.OPEN;
            case HOLD, MAINTENANCE -> false;
        };
    }
}
