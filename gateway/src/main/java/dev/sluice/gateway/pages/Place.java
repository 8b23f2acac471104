package dev.sluice.gateway.pages;

import org.jspecify.annotations.Nullable;

/**
 * Where a ticket stands.
 *
 * @param standing why it waits
 * @param position its place in the line, from 1
 * @param ahead how many present people are before it
 * @param estimatedWait how long it may take; null while nobody knows
 */
public record Place(
        Standing standing,
        long position,
        long ahead,
        @Nullable WaitBand estimatedWait) {

    public Place {
        if (position < 1 || ahead < 0) {
            throw new IllegalArgumentException(
                    "position: " + position + ", ahead: " + ahead + " (expected: position >= 1, ahead >= 0)");
        }
    }
}
