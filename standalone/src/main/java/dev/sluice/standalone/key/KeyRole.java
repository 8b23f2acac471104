package dev.sluice.standalone.key;

import java.util.Locale;

/** What the holder of a key may do. */
public enum KeyRole {
    /** Read. */
    VIEWER,
    /** Read and change. */
    OPERATOR;

    /** As files and people write it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
