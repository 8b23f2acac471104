package dev.sluice.gateway.admission;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.gateway.token.SessionToken;
import dev.sluice.redis.policy.Policies;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Scheduler;

/**
 * Keeps a session while a body flows: renews it every third of the lease in force, and confirms it after 64 KiB, or when
 * half of the first lease has passed with a body that still flows, for slow streams would never get there in time.
 *
 * <p>At the end of a body that took longer than a third of the lease, the lease is shortened, or the slot given back
 * where it was lent for this body alone.
 */
final class BodyHold implements Hold {

    private static final long CONFIRMING_BYTES = 64 * 1024;

    /** The store accepts a renewal a moment after it was asked; a third after the asking, it would still be fresh. */
    private static final Duration LATER = Duration.ofMillis(100);

    /** What becomes of the slot when the body ends. */
    enum Afterwards {
        KEEP,
        GIVE_BACK
    }

    private final Sessions sessions;
    private final Policies policies;
    private final LivePolicy live;
    private final Afterwards afterwards;
    private final Scheduler scheduler;
    private final AtomicReference<SessionToken> token;
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong beganMillis = new AtomicLong(-1);
    private final AtomicBoolean confirming = new AtomicBoolean();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Disposable.Swap next = Disposables.swap();
    private final Sinks.Empty<Void> lost = Sinks.empty();

    BodyHold(Sessions sessions, Policies policies, Scheduler scheduler, LivePolicy live, Lent lent) {
        this.sessions = sessions;
        this.policies = policies;
        this.scheduler = scheduler;
        this.live = live;
        this.afterwards = lent.afterwards();
        this.token = new AtomicReference<>(lent.token());
    }

    /** The session whose slot it is, and what becomes of it. */
    record Lent(SessionToken token, Afterwards afterwards) {}

    @Override
    public void begins() {
        if (beganMillis.compareAndSet(-1, scheduler.now(TimeUnit.MILLISECONDS))) {
            plan();
        }
    }

    @Override
    public void flowed(long count) {
        if (bytes.addAndGet(count) >= CONFIRMING_BYTES
                && !token().confirmed()
                && confirming.compareAndSet(false, true)) {
            renew(Use.PLAY);
        }
    }

    @Override
    public Mono<Void> lost() {
        return lost.asMono();
    }

    @Override
    public void ends(Ending ending) {
        if (!ended.compareAndSet(false, true)) {
            return;
        }
        next.dispose();
        if (afterwards == Afterwards.GIVE_BACK) {
            sessions.leave(live, token()).subscribe();
        } else if (lasted().compareTo(Standing.third(now().policy())) > 0) {
            sessions.close(now(), token()).subscribe();
        }
    }

    private SessionToken token() {
        return requireNonNull(token.get());
    }

    private Duration lasted() {
        long began = beganMillis.get();
        return began < 0 ? Duration.ZERO : Duration.ofMillis(scheduler.now(TimeUnit.MILLISECONDS) - began);
    }

    private void plan() {
        Duration wait = token().confirmed()
                ? Standing.third(now().policy()).plus(LATER)
                : now().policy().firstLease().dividedBy(2);
        if (!ended.get()) {
            next.update(scheduler.schedule(this::tick, wait.toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private void tick() {
        if (token().confirmed()) {
            renew(Use.LOOK);
        } else {
            renew(Use.PLAY);
        }
        plan();
    }

    private void renew(Use use) {
        sessions.use(now(), token(), use).subscribe(this::heard);
    }

    private void heard(SessionDecision decision) {
        if (decision instanceof SessionDecision.Renewed renewed) {
            token.set(renewed.token());
        } else if (decision instanceof SessionDecision.Stale && !ended.get()) {
            lost.tryEmitEmpty();
        }
    }

    /** The policy in force now: a lease may be lowered while a body flows. */
    private LivePolicy now() {
        return policies.find(live.id()).orElse(live);
    }
}
