package dev.sluice.redis.stream;

import dev.sluice.config.policy.Gate;
import java.util.List;
import java.util.Set;

/**
 * A stream's slots and waiting room once more, with the plainest means: one object a slot, sets of tickets, seconds that never
 * wrap. Written from the design and from what the scripts' headers promise, so that it can disagree with them.
 *
 * <p>Each method is one call. What the scripts may choose freely is taken over from their answer and judged: which free slot
 * and which tag (free, and not the last holder's tag), the number of a new incarnation (above all that anybody knew, and not
 * far above). All else has to be equal; averages within a thousandth.
 *
 * <p>Calls that need more than a few lines are in classes of their own: {@link ReferenceLives} is what each call does first,
 * {@link ReferenceClaims} lets in, {@link ReferenceRenewals} renews, {@link ReferencePromotion} calls. All share a
 * {@link ReferenceState}.
 */
final class Reference {

    static final long CHUNK = 65_536;
    static final long RETURN = 1L << 48;
    /** The slot of who was let in while the store did not answer. */
    static final int NOWHERE = -1;

    static final int PIECE = 4_096;
    private static final int REAPED = 512;
    private static final long SECOND = 1_000_000;

    /** A policy's numbers, as a call carries them. */
    record Rules(
            long number,
            Gate gate,
            int capacity,
            int lease,
            int firstLease,
            long intervalMicros,
            int burst,
            long windowMicros,
            int share) {

        static final long POLL_MIN = 2 * SECOND;
        static final long POLL_MAX = 6 * SECOND;
    }

    /** What the caller knows of the stream, and the incarnation that its entries bring. */
    record Words(long incarnation, long serving, long tail, long heard, long before, long brought) {}

    record Call(long time, Words knows, Rules rules) {}

    /** A slot that a script gave. */
    record Grant(int slot, int tag) {}

    record Ask(long ticket, int attempt) {}

    record Token(Grant slot, long number, long accepted, int kind, boolean offline) {

        static final int RENEW = 0;
        static final int CONFIRM = 1;
        static final int CLOSE = 2;
    }

    record Return(Grant slot, long number, int kind) {

        static final int LEFT = 0;
        static final int UNDELIVERED = 1;
        static final int TICKET = 2;
    }

    /** What a newcomer's call came to. */
    record Admitted(long granted, long firstNumber, long firstTicket, long tickets, long refused) {}

    private final ReferenceState state;
    private final ReferenceLives lives;

    Reference(Rules first) {
        this(new ReferenceState(first));
    }

    private Reference(ReferenceState state) {
        this.state = state;
        this.lives = new ReferenceLives(state);
    }

    Reference copy() {
        return new Reference(state.copy());
    }

    // what happens to Redis

    void flushed() {
        state.exists = false;
        state.arrayLost = false;
    }

    void restarted() {
        state.sameRun = false;
    }

    void arrayLost() {
        state.arrayLost = state.exists && state.places.reached() > 0;
    }

    /** The clock is set to a moment close to that at which a counter of seconds with 16 bits wraps. */
    void clockSet(long micros) {
        state.clock = micros;
        state.measuredAt = micros;
    }

    // what is to be seen of it

    boolean exists() {
        return state.exists;
    }

    long clock() {
        return state.clock;
    }

    long incarnation() {
        return state.incarnation;
    }

    long serving() {
        return state.serving;
    }

    long tail() {
        return state.tail;
    }

    Rules rules() {
        return state.rules;
    }

    boolean recovering() {
        return state.recovering();
    }

    long recoveryMillis() {
        return Math.max(0, (state.recoveredAt - state.clock + 999) / 1_000);
    }

    Places places() {
        return state.places;
    }

    long window() {
        return state.present.window();
    }

    Set<Long> present() {
        return state.present.all();
    }

    long eligible() {
        return state.eligible();
    }

    /** Present tickets that are not called yet, in order. */
    List<Long> waiting() {
        return state.waiting();
    }

    double arrivalsRate() {
        return state.arrivals.rate();
    }

    double exitsRate() {
        return state.exits.rate();
    }

    double callsRate() {
        return state.calls.rate();
    }

    Showing showing() {
        return state.showing;
    }

    // the calls

    /** What every call does first. {@code told} is the incarnation that the answer brought. */
    void begin(Call call, long told) {
        lives.begin(call, told);
    }

    /** Whether the state is lost as far as this call knows. */
    boolean isLost(Call call) {
        return lives.isLost(call);
    }

    Admitted admit(int n, List<Grant> given) {
        state.arrivals.count(n);
        boolean nobodyWaits = state.waiting().isEmpty();
        boolean open = state.rules.gate() == Gate.OPEN;
        long direct = 0;
        if (!state.recovering() && open) {
            direct = Math.min(n, state.room());
        } else if (!state.recovering()
                && nobodyWaits
                && (state.rules.gate() == Gate.AUTO || state.rules.gate() == Gate.REJECT)) {
            // a place, and a token of the arrival rate, is kept for whoever is called
            long kept = state.eligible();
            direct = Math.max(0, Math.min(n, Math.min(state.room(), state.allowed()) - kept));
        }
        demand(direct == given.size(), direct + " newcomers were due to get in, " + given.size() + " did");
        given.forEach(grant -> state.give(grant, state.rules.firstLease()));
        state.spend(direct);
        long number = state.tail;
        state.tail += direct;
        if (direct > 0 && nobodyWaits) {
            state.serving = state.tail;
        }
        boolean queue = state.rules.gate() != Gate.REJECT && state.rules.gate() != Gate.MAINTENANCE;
        long tickets = queue ? n - direct : 0;
        long first = state.tail;
        state.tail += tickets;
        for (long ticket = first; ticket < state.tail; ticket++) {
            state.present.note(ticket, true);
        }
        return new Admitted(direct, number, first, tickets, n - direct - tickets);
    }

    /** Codes of the answers: 0 not yet, 1 in, 2 not called, 3 spent. */
    List<Integer> claim(List<Ask> asks, List<Grant> given) {
        return new ReferenceClaims(state).claim(asks, given);
    }

    /**
     * Codes of the answers: 0 stale, 1 renewed, 2 moved, 3 to be asked again.
     *
     * @param told the codes that the script answered
     * @param moved the slots of those moved, in order
     * @param room for how many slots there is an array after the call
     */
    List<Integer> renew(Call call, List<Token> tokens, List<Integer> told, List<Grant> moved, long room) {
        return new ReferenceRenewals(state).renew(call, tokens, told, moved, room);
    }

    /** How many slots are free again. */
    long release(List<Return> returns) {
        long freed = 0;
        for (Return back : returns) {
            boolean leaves = back.kind() == Return.LEFT && state.moves.holds(back.number());
            Grant slot = leaves ? state.moves.refreshed(back.number()) : back.slot();
            if (back.kind() != Return.TICKET && state.places.holds(slot)) {
                state.free(slot.slot());
                freed++;
            }
            if (back.kind() == Return.UNDELIVERED) {
                state.claiming.remove(back.number());
                continue;
            }
            state.claimed.add(back.number());
            state.present.remove(back.number());
            if (back.kind() == Return.LEFT && back.number() < 15 * RETURN) {
                state.claimed.add(back.number() + RETURN);
                state.present.remove(back.number() + RETURN);
            }
        }
        return freed;
    }

    void presence(List<Long> tickets) {
        tickets.forEach(state::mark);
    }

    /** The piece that is looked through next. */
    int nextPiece() {
        int pieces = (state.places.reached() + PIECE - 1) / PIECE;
        return pieces == 0 ? 0 : state.reapCursor % pieces;
    }

    /** Looks through the next piece, until as many as one call may free are found in it. How many slots are free again. */
    long reap() {
        int pieces = (state.places.reached() + PIECE - 1) / PIECE;
        if (state.recovering() || pieces == 0) {
            return 0;
        }
        int piece = nextPiece();
        int end = Math.min((piece + 1) * PIECE, state.places.reached());
        List<Integer> all = state.places.expired(piece * PIECE, end, state.seconds() - state.grace());
        List<Integer> expired = all.subList(0, Math.min(REAPED, all.size()));
        boolean whole = expired.size() < REAPED || expired.get(REAPED - 1) == end - 1;
        state.reapCursor = whole ? (piece + 1) % pieces : piece;
        expired.forEach(state::free);
        return expired.size();
    }

    /** @param made how many tickets the script called */
    void promote(long made) {
        new ReferencePromotion(state).promote(made);
    }

    static void demand(boolean met, String otherwise) {
        if (!met) {
            throw new AssertionError(otherwise);
        }
    }
}
