package dev.sluice.gateway.pages;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The page of a failed request.
 *
 * @param status the HTTP status, 400 to 599
 * @param requestId what the listener may quote when asking for help
 * @param programme the stream; null where none is known
 * @param retryAfter when to try again; null where that would not help
 */
public record ErrorPage(
        int status,
        String requestId,
        @Nullable Programme programme,
        @Nullable Duration retryAfter) {

    public ErrorPage {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status: " + status + " (expected: 400 to 599)");
        }
    }
}
