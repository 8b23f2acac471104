package dev.sluice.redis.stream;

import static dev.sluice.redis.stream.Reference.demand;

import dev.sluice.config.policy.Gate;
import dev.sluice.redis.stream.Reference.Ask;
import dev.sluice.redis.stream.Reference.Grant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Claims: which of those who were called get in, in order. */
final class ReferenceClaims {

    private final ReferenceState state;

    ReferenceClaims(ReferenceState state) {
        this.state = state;
    }

    /** Codes of the answers: 0 not yet, 1 in, 2 not called, 3 spent. */
    List<Integer> claim(List<Ask> asks, List<Grant> given) {
        List<Integer> answers = new ArrayList<>();
        Set<Long> asked = new HashSet<>();
        List<Ask> entering = new ArrayList<>();
        List<Ask> staying = new ArrayList<>();
        boolean letsIn = !state.recovering() && (state.rules.gate() == Gate.AUTO || state.rules.gate() == Gate.OPEN);
        long budget = letsIn ? Math.min(asks.size(), Math.min(state.room(), state.allowed())) : 0;
        boolean othersWait = !state.waiting().isEmpty();
        for (Ask ask : asks) {
            long ticket = ask.ticket();
            if (!asked.add(ticket)) {
                answers.add(0);
            } else if (state.claimed.contains(ticket)) {
                answers.add(3);
            } else if (!state.isCalled(ticket)) {
                answers.add(2);
                staying.add(ask);
            } else if (entering.size() < budget && !state.claiming.holds(ticket) && hasTurn(ask, othersWait)) {
                answers.add(1);
                entering.add(ask);
                state.credit = Math.min(200, state.credit + state.rules.share());
            } else {
                answers.add(0);
                staying.add(ask);
            }
        }
        demand(entering.size() == given.size(), entering.size() + " claims were due, " + given.size() + " got a slot");
        given.forEach(grant -> state.give(grant, state.rules.firstLease()));
        state.spend(entering.size());
        for (Ask ask : entering) {
            state.claiming.note(ask.ticket(), true);
            state.present.remove(ask.ticket());
            state.showing.showed(ask, true);
        }
        for (Ask ask : staying) {
            state.mark(ask.ticket());
            if (state.isCalled(ask.ticket())) {
                state.showing.showed(ask, false);
            }
        }
        return answers;
    }

    /** Those who were passed over have a share of the entries while others wait. */
    private boolean hasTurn(Ask ask, boolean othersWait) {
        if (ask.attempt() != 2 || !othersWait) {
            return true;
        }
        if (state.credit < 100) {
            return false;
        }
        state.credit -= 100;
        return true;
    }
}
