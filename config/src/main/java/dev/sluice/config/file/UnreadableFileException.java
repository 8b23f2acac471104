package dev.sluice.config.file;

/** The operator's file cannot even be read: the node does not start. The message tells a person file, place and mistake. */
public final class UnreadableFileException extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnreadableFileException(String message, Throwable cause) {
        super(message, cause);
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
