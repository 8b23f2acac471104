package dev.sluice.redis.stream;

import static dev.sluice.redis.stream.Reference.NOWHERE;
import static dev.sluice.redis.stream.Reference.RETURN;
import static dev.sluice.redis.stream.Reference.demand;
import static dev.sluice.redis.stream.ReferenceState.SECOND;

import dev.sluice.redis.stream.Reference.Call;
import dev.sluice.redis.stream.Reference.Grant;
import dev.sluice.redis.stream.Reference.Token;
import java.util.ArrayList;
import java.util.List;

/** Renewals: who keeps a slot, who gets it back, who is moved. */
final class ReferenceRenewals {

    private static final int AGAIN = 3;

    private final ReferenceState state;

    ReferenceRenewals(ReferenceState state) {
        this.state = state;
    }

    /**
     * Codes of the answers: 0 stale, 1 renewed, 2 moved, 3 to be asked again.
     *
     * @param told the codes that the script answered
     * @param moved the slots of those moved, in order
     * @param room for how many slots there is an array after the call
     */
    List<Integer> renew(Call call, List<Token> tokens, List<Integer> told, List<Grant> moved, long room) {
        List<Integer> answers = new ArrayList<>();
        List<Grant> rest = new ArrayList<>(moved);
        for (int i = 0; i < tokens.size(); i++) {
            answers.add(renew(call, tokens.get(i), rest, told.get(i) == AGAIN ? room : Long.MAX_VALUE));
        }
        demand(rest.isEmpty(), "nobody else was to be moved, but there are also " + rest);
        return answers;
    }

    private int renew(Call call, Token token, List<Grant> moved, long again) {
        boolean holds = state.places.holds(token.slot());
        if (token.kind() == Token.CLOSE) {
            if (holds) {
                state.places.shorten(token.slot().slot(), state.until(state.rules.firstLease()));
            }
            return holds ? 1 : 0;
        }
        boolean inTime = holds && state.places.until(token.slot().slot()) >= state.seconds();
        boolean confirms = token.kind() == Token.CONFIRM;
        long promise = (confirms && !token.offline() ? state.rules.firstLease() : state.rules.lease()) + 2L;
        long loss = state.lossAt > 0 ? state.lossAt : state.begun;
        boolean vouched = (token.offline() && call.time() - token.accepted() <= promise * SECOND)
                || (state.recovering() && loss - token.accepted() <= promise * SECOND);
        Grant now = token.slot();
        int answer = 0;
        if (holds) {
            // a slot past its lease and not reaped yet still belongs to whoever confirmed it
            answer = inTime || vouched || (!confirms && state.claimed.contains(token.number())) ? 1 : 0;
        } else {
            boolean before = state.moves.holds(token.number());
            if (before) {
                now = state.moves.refreshed(token.number());
                answer = state.places.holds(now) ? 2 : 0;
            }
            boolean lost = answer == 0
                    && vouched
                    && !state.claimed.contains(token.number() + RETURN)
                    && !(now.slot() == NOWHERE && state.claimed.contains(token.number()));
            if (lost && now.slot() >= again && state.places.isFree(now.slot())) {
                return AGAIN;
            }
            if (lost && now.slot() != NOWHERE && state.places.isFree(now.slot())) {
                state.places.hold(now, state.until(state.rules.lease()));
                answer = before ? 2 : 1;
            } else if (lost) {
                now = moved.get(0);
                state.give(now, state.rules.lease());
                state.moves.note(token.number(), now);
                answer = 2;
            }
            if (answer == 2) {
                Grant told = next(moved, token);
                demand(told.equals(now), token + " was moved to " + now + ", and is told " + told);
            }
        }
        if (answer > 0) {
            state.places.extend(now.slot(), state.until(state.rules.lease()));
            if (confirms || state.recovering() || token.offline()) {
                state.claimed.add(token.number());
                state.present.remove(token.number());
            }
        }
        return answer;
    }

    private static Grant next(List<Grant> moved, Token token) {
        demand(!moved.isEmpty(), token + " was to be moved");
        return moved.remove(0);
    }
}
