package dev.sluice.redis.admission;

/** Why a slot's lease is set. */
public enum Renewal {
    /** The first sign that somebody listens: from now on the lease is the full one, and the claim is final. */
    CONFIRM,
    /** Still here. */
    RENEW,
    /** The page closes, or a long body ended: the lease shrinks to the first lease. */
    CLOSE
}
