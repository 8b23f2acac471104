package dev.sluice.standalone.up;

/** Sluice does not start; the message tells a person what happened and what to do. */
final class UpFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UpFailedException(String message) {
        super(message);
    }

    UpFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
