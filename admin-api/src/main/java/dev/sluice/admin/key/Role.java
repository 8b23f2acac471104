package dev.sluice.admin.key;

import java.util.Locale;

/** What a key allows. */
public enum Role {
    /** To read. */
    VIEWER,
    /** To read and to change. */
    OPERATOR;

    /** As it is written: lower case. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static Role of(String text) {
        for (Role role : values()) {
            if (role.text().equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException("role: '" + text + "' (expected: viewer or operator)");
    }
}
