package dev.sluice.redis.stream;

import static dev.sluice.redis.stream.Reference.CHUNK;
import static dev.sluice.redis.stream.Reference.demand;
import static dev.sluice.redis.stream.ReferenceState.SECOND;

import dev.sluice.redis.stream.Reference.Call;
import dev.sluice.redis.stream.Reference.Words;

/** What every call does first: the stream's clock, the policy of the highest revision, and incarnations. */
final class ReferenceLives {

    private final ReferenceState state;

    ReferenceLives(ReferenceState state) {
        this.state = state;
    }

    /** @param told the incarnation that the answer brought */
    void begin(Call call, long told) {
        if (!state.exists) {
            state.clock = 1_000 * SECOND;
            state.lastTime = call.time();
            state.rules = call.rules();
            state.measuredAt = state.clock;
        }
        long passed = Math.min(Math.max(call.time() - state.lastTime, 0), SECOND);
        state.clock += passed;
        state.owedMicros = Math.max(0, state.owedMicros - passed);
        state.lastTime = call.time();
        if (call.rules().number() >= state.rules.number()) {
            state.adopt(call.rules());
        }
        Words knows = call.knows();
        if (isLost(call)) {
            newIncarnation(call, told, isStranger(knows));
        }
        // what somebody knows of a blank incarnation tells nothing of the one before it
        if (state.recovering() && (state.lostBlank == 0 || knows.incarnation() < state.lostBlank)) {
            called(Math.max(state.serving, Math.min(knows.serving(), state.tail)));
            state.lossAt =
                    Math.max(state.lossAt, knows.incarnation() == state.incarnation ? knows.before() : knows.heard());
        }
        state.present.turn(state.clock, state.rules.windowMicros());
        state.claiming.turn(state.clock, (state.rules.firstLease() + 2) * SECOND + state.rules.lease() * SECOND / 4);
        state.moves.turn(state.clock, 2L * state.rules.lease() * SECOND);
        if (state.clock - state.measuredAt >= SECOND) {
            state.measure();
        }
    }

    /** Whether the state is lost as far as this call knows. */
    boolean isLost(Call call) {
        Words knows = call.knows();
        return !state.exists
                || !state.sameRun
                || Math.max(knows.incarnation(), knows.brought()) > state.incarnation
                || isStranger(knows)
                || state.arrayLost;
    }

    private boolean isStranger(Words knows) {
        return state.exists
                && state.blank
                && ((knows.incarnation() > 0 && knows.incarnation() < state.incarnation)
                        || (knows.brought() > 0 && knows.brought() < state.incarnation));
    }

    private void newIncarnation(Call call, long told, boolean stranger) {
        Words knows = call.knows();
        long least = Math.max(Math.max(knows.incarnation(), knows.brought()) + 1, call.time() / SECOND);
        if (state.exists) {
            least = Math.max(least, state.incarnation + 1);
        }
        least = Math.max(least, (Math.max(state.exists ? state.tail : 0, knows.tail()) + CHUNK - 1) / CHUNK);
        demand(
                told >= least && told <= least + 16,
                "a new incarnation of " + least + " or a little more was due, it is " + told);
        state.blank = knows.incarnation() == 0 && knows.brought() == 0 && !state.arrayLost;
        state.lostBlank = stranger ? state.incarnation : 0;
        state.incarnation = told;
        state.tail = told * CHUNK;
        if (!state.exists) {
            state.forgetAll();
        }
        if (state.arrayLost) {
            state.places.empty();
        }
        if (!state.exists) {
            state.serving = state.blank ? state.tail : 0;
            state.born = told;
        }
        state.exists = true;
        state.sameRun = true;
        state.arrayLost = false;
        state.lossAt = 0;
        state.begun = call.time();
        state.recoveredAt =
                state.blank ? 0 : state.clock + Math.max(state.rules.lease() * SECOND, 2 * state.rules.windowMicros());
        // whom a blank incarnation called, it did not know who waited
        if (stranger && state.born == state.lostBlank) {
            called(0);
        }
    }

    /** Another number than known is called: everybody has to show again within a window who is there. */
    private void called(long number) {
        if (number != state.serving && state.present.restart(state.clock, state.rules.windowMicros())) {
            state.recoveredAt = Math.max(state.recoveredAt, state.clock + state.rules.windowMicros());
        }
        state.serving = number;
    }
}
