package dev.sluice.gateway.admission;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.redis.policy.Policies;
import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.scheduler.Scheduler;

/** Makes holds. */
public final class Holds {

    private final Sessions sessions;
    private final Policies policies;
    private final Scheduler scheduler;

    /** Makes holds whose timers run on this scheduler. */
    public Holds(Sessions sessions, Policies policies, Scheduler scheduler) {
        this.sessions = sessions;
        this.policies = policies;
        this.scheduler = scheduler;
    }

    /** For a body of a listener that has its token: the slot is kept when the body ends. */
    public Hold whileFlowing(LivePolicy live, SessionToken token) {
        return new BodyHold(sessions, policies, scheduler, live, new BodyHold.Lent(token, BodyHold.Afterwards.KEEP));
    }

    /** For a body of a listener that has no token: the slot lasts as long as the body. */
    public Hold forOneBody(LivePolicy live, SessionToken token) {
        return new BodyHold(
                sessions, policies, scheduler, live, new BodyHold.Lent(token, BodyHold.Afterwards.GIVE_BACK));
    }

    /** For an answer that hands out a new session: the slot is given back when it could not be delivered. */
    public Hold untilDelivered(LivePolicy live, SessionToken token) {
        AtomicBoolean ended = new AtomicBoolean();
        return new Hold() {
            @Override
            public void ends(Ending ending) {
                if (ended.compareAndSet(false, true) && ending == Ending.BROKEN) {
                    sessions.leave(live, token).subscribe();
                }
            }
        };
    }
}
