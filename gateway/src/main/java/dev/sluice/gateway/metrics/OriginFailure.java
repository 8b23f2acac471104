package dev.sluice.gateway.metrics;

/** How an origin failed. */
public enum OriginFailure {
    /** No connection came about. */
    UNREACHABLE("unreachable"),
    /** No answer began in time. */
    TIMEOUT("timeout"),
    /** The connection broke before an answer began. */
    RESET("reset"),
    /** The answer broke off. */
    BROKEN_OFF("broken-off"),
    /** What it answered cannot be used. */
    UNUSABLE("unusable");

    private final String tag;

    OriginFailure(String tag) {
        this.tag = tag;
    }

    /** Its name in meters. */
    public String tag() {
        return tag;
    }
}
