package dev.sluice.gateway.admission;

import dev.sluice.gateway.token.SessionToken;

/** What became of a session that asked. */
public sealed interface SessionDecision {

    /** It holds its slot; its token says all there is to say. */
    record Valid(SessionToken token) implements SessionDecision {}

    /** It holds its slot, or is served on during store loss; the token is a new one, to be handed out. */
    record Renewed(SessionToken token) implements SessionDecision {}

    /** It holds no slot: whoever has it comes back by {@link Sessions#returner}'s ticket, or asks anew. */
    record Stale() implements SessionDecision {}
}
