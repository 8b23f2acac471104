package dev.sluice.redis.store;

/** Store loss: the store did not answer within its deadline, or could not be asked. Carries no stack trace. */
public final class StoreLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public StoreLostException(String why) {
        super(why, null, false, false);
    }
}
