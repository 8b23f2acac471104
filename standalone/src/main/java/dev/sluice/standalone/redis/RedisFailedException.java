package dev.sluice.standalone.redis;

/** Redis can't be started; the message tells a person what happened and what to do. */
public final class RedisFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RedisFailedException(String message) {
        super(message);
    }

    RedisFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
