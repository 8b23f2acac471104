package dev.sluice.redis.policy;

import java.time.Duration;

/** The store lost policies a moment ago, or may have: whoever knows more has to bring it first. */
final class TooSoonException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Duration left;

    TooSoonException(Duration left) {
        super("the policies are being written back", null, false, false);
        this.left = left;
    }

    /** Until writes are taken. */
    Duration left() {
        return left;
    }
}
