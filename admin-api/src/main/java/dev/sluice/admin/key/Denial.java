package dev.sluice.admin.key;

import java.util.Locale;

/** Why a request was denied. */
enum Denial {
    NO_KEY,
    UNKNOWN_KEY,
    /** The key is known, and its role is not enough. */
    ROLE;

    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
