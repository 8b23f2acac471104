package dev.sluice.redis.store;

/** Store loss: the store did not answer within its deadline, or could not be asked. Carries no stack trace. */
public final class StoreLostException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final boolean mayBeDone;

    /** Of a call that was sent: the store may have run it. */
    public StoreLostException(String why) {
        this(why, true);
    }

    private StoreLostException(String why, boolean mayBeDone) {
        super(why, null, false, false);
        this.mayBeDone = mayBeDone;
    }

    /** Of a call that did nothing, and will do nothing. */
    public static StoreLostException notDone(String why) {
        return new StoreLostException(why, false);
    }

    /** Whether the store may have run the call all the same. */
    public boolean mayBeDone() {
        return mayBeDone;
    }
}
