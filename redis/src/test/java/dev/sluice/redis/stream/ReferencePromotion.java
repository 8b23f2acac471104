package dev.sluice.redis.stream;

import static dev.sluice.redis.stream.Reference.demand;
import static dev.sluice.redis.stream.ReferenceState.SECOND;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.stream.Reference.Rules;
import java.util.List;

/**
 * Who is called: in order, as many as the places that are free, or two seconds of the arrival rate if that is less, and those
 * who leave in three seconds, one at least, divided by the share of those called who show up, a fifth at least; without those
 * who were called and have not had the time to show up, or did and found no place.
 */
final class ReferencePromotion {

    private static final double LEAST_SHOW = 0.2;

    /** Sums of fractions may differ in their last digits. */
    private static final double ROUNDING = 1e-6;

    private final ReferenceState state;

    ReferencePromotion(ReferenceState state) {
        this.state = state;
    }

    /** @param made how many tickets the script called */
    void promote(long made) {
        Gate gate = state.rules.gate();
        if (state.recovering()
                || state.clock - state.lastPromote < 90_000
                || (gate != Gate.AUTO && gate != Gate.OPEN)) {
            demand(made == 0, "nobody was to be called, but " + made + " were");
            return;
        }
        state.lastPromote = state.clock;
        state.showing.settle(state.clock);
        state.showing.atMost(state.eligible());
        List<Long> waiting = state.waiting();
        if (gate == Gate.OPEN) {
            demand(made == waiting.size(), "all " + waiting.size() + " were to be called, " + made + " were");
        } else {
            long least = Math.min(waiting.size(), wanted(-ROUNDING));
            long most = Math.min(waiting.size(), wanted(ROUNDING));
            demand(
                    made == least || made == most,
                    made + " of " + waiting.size() + " were called, " + most + " were due: " + state.showing);
        }
        if (made > 0) {
            long from = state.serving;
            state.serving = waiting.get((int) made - 1) + 1;
            state.showing.called(new Showing.Batch(from, state.serving, state.clock, due(made), made, 0, 0));
            state.calls.count(made);
        }
    }

    private long wanted(double rounding) {
        double room = state.room();
        double share =
                state.rules.intervalMicros() == 0 ? room : Math.min(room, 2.0 * SECOND / state.rules.intervalMicros());
        double all = (share + Math.max(1, 3 * state.exits.rate())) / Math.max(state.showing.share(), LEAST_SHOW);
        long target = (long) Math.ceil(all + rounding);
        return Math.max(0, target - state.showing.awaited() - state.showing.found());
    }

    /** By when all of them should have asked: after a quarter of their wait at most, and a second for the way. */
    private double due(long made) {
        double pace = Math.max(1, Math.max(state.calls.rate(), state.exits.rate()));
        double micros = made / (3 * pace) * SECOND;
        return Math.min(Math.max(micros, Rules.POLL_MIN), Rules.POLL_MAX) + SECOND;
    }
}
