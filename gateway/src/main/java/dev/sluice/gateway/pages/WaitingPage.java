package dev.sluice.gateway.pages;

import dev.sluice.gateway.edge.QueryToken;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The page of somebody who has a ticket.
 *
 * @param programme what it waits for
 * @param place where it stands
 * @param retryAfter when to ask again; whole seconds are used, rounded up, at least one
 * @param wanted the path and query that was asked for, without any token: where it goes once it is in
 * @param ticket the ticket's token, for a browser that does not send the cookie back; null where the cookie came back
 */
public record WaitingPage(
        Programme programme,
        Place place,
        Duration retryAfter,
        String wanted,
        @Nullable String ticket) {

    /** Where a browser that cannot poll asks again: with its ticket. Null where the cookie tells, so that a reload does. */
    @Nullable
    String again() {
        return ticket == null ? null : QueryToken.addTo(wanted, ticket);
    }
}
