package dev.sluice.it.crowd;

import dev.sluice.it.crowd.Gateways.Gateway;
import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Event.Way;
import dev.sluice.it.observer.Span;
import dev.sluice.it.values.Current;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One synthetic listener. Asks one question at a time; what it does next follows from the answer. */
public final class Listener {

    /** Where it stands. */
    public enum State {
        /** Has neither place nor session (yet, or any more). */
        OUTSIDE,
        /** Has a ticket. */
        WAITING,
        /** Has a session. */
        IN,
        /** Has left, vanished, or was told that it is over. */
        GONE
    }

    private final String name;
    private final Crowd.Scene scene;
    private final Habits habits;
    private final SplittableRandom random;
    private final Purse purse;
    private final Contract contract;
    private final Errands errands;
    private final Playback playback;
    private final Current<State> state = new Current<>(State.OUTSIDE);
    private final Current<String> place = new Current<>("");
    private final Current<String> session = new Current<>("");
    private final AtomicInteger places = new AtomicInteger();
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicBoolean returning = new AtomicBoolean();
    private final AtomicLong endsAt = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong position = new AtomicLong(-1);

    Listener(String name, Crowd.Scene scene, Habits habits, SplittableRandom random) {
        this.name = name;
        this.scene = scene;
        this.habits = habits;
        this.random = random;
        this.purse = new Purse(scene.stream(), habits.kind());
        this.contract = new Contract(scene.stream(), purse);
        this.errands = new Errands(scene, purse, random, this::goOn);
        this.playback = new Playback(scene, contract, purse, errands, () -> state.get() == State.IN, this::anew);
    }

    /** Its name in the history. */
    public String name() {
        return name;
    }

    /** Where it stands now. */
    public State state() {
        return state.get();
    }

    /** The position it was last shown; -1 while it was shown none. */
    public long position() {
        return position.get();
    }

    /** Its session token, for those who try what must not work. */
    public @Nullable String sessionToken() {
        return purse.session();
    }

    /** The ticket that became its session, likewise. */
    public @Nullable String spentTicket() {
        return purse.spentTicket();
    }

    /** From now on it is just not there any more. */
    public void vanish() {
        over();
    }

    /** The name of its session in the history; empty before it had one. */
    public String session() {
        return session.get();
    }

    void join() {
        if (state.get() == State.GONE) {
            return;
        }
        Gateway gateway = errands.gateway();
        returning.compareAndSet(false, purse.session() != null || purse.ticket() != null);
        new Entrance(contract, purse, errands).knock(habits.kind(), name, gateway, reply -> joined(reply, gateway));
    }

    private void joined(Reply reply, Gateway gateway) {
        if (reply.status() == 410) {
            over();
        } else if (purse.hasNewSession() && reply.ok()) {
            enter(reply.span(), gateway, returning.get() ? Way.RETURNING : Way.DIRECTLY, null);
        } else if (purse.ticket() != null && reply.ok()) {
            waits(reply, gateway);
        } else {
            scene.tally().refused();
            purse.dropSession();
            errands.later(this::join, Duration.ofMillis(800 + random.nextInt(800)));
        }
    }

    private void waits(Reply reply, Gateway gateway) {
        if (!move(State.OUTSIDE, State.WAITING)) {
            return;
        }
        scene.tally().waits();
        place.set(name + ".t" + places.incrementAndGet());
        scene.witness().accept(new Event.Joined(place.get(), gateway.name(), reply.span(), returning.get()));
        Duration first = reply.isJson()
                ? TicketDocument.read(reply).map(TicketDocument::askAgain).orElse(Duration.ofSeconds(1))
                : Duration.ofMillis(500);
        errands.later(this::poll, first);
    }

    private void poll() {
        if (state.get() != State.WAITING) {
            return;
        }
        if (habits.closesLid(random)) {
            returning.set(true);
            errands.later(this::poll, habits.away());
            return;
        }
        Gateway gateway = errands.gateway();
        errands.ask(contract.poll(gateway.url()), gateway, place.get(), reply -> polled(reply, gateway));
    }

    private void polled(Reply reply, Gateway gateway) {
        @Nullable TicketDocument document = TicketDocument.read(reply).orElse(null);
        if (reply.status() == 401) {
            lost(reply, gateway);
        } else if (reply.status() == 410
                || (document != null && document.state().equals("ended"))) {
            over();
        } else if (document == null || document.state().equals("refused")) {
            scene.tally().refused();
            errands.later(this::poll, Duration.ofMillis(800 + random.nextInt(400)));
        } else if (document.state().equals("admitted") && purse.hasNewSession()) {
            purse.spendTicket();
            enter(reply.span(), gateway, returning.get() ? Way.RETURNING : Way.BY_TICKET, place.get());
        } else {
            position.set(document.position());
            long due = reply.span().answered() + document.askAgain().toNanos() / 1_000;
            scene.witness().accept(new Event.Polled(place.get(), gateway.name(), reply.span(), document.turn(), due));
            errands.later(this::poll, document.askAgain());
        }
    }

    /** The ticket is worth nothing: all over again. */
    private void lost(Reply reply, Gateway gateway) {
        if (move(State.WAITING, State.OUTSIDE)) {
            scene.tally().waitsNoMore();
            scene.witness().accept(new Event.Refused(place.get(), gateway.name(), reply.span()));
            purse.dropTicket();
            errands.later(this::join, Duration.ofMillis(200 + random.nextInt(300)));
        }
    }

    private void enter(Span span, Gateway gateway, Way way, @Nullable String ticket) {
        State before = ticket == null ? State.OUTSIDE : State.WAITING;
        if (!move(before, State.IN)) {
            giveBack(span, gateway, way, ticket);
            return;
        }
        if (before == State.WAITING) {
            scene.tally().waitsNoMore();
        }
        scene.tally().goesIn();
        session.set(nextSession());
        scene.witness().accept(new Event.Admitted(session.get(), ticket, gateway.name(), span, way));
        endsAt.compareAndSet(Long.MAX_VALUE, Http.now() + habits.listens().toNanos() / 1_000);
        listen();
    }

    /** Let in after it had gone: nobody will use this slot, but it is taken. */
    private void giveBack(Span span, Gateway gateway, Way way, @Nullable String ticket) {
        String late = nextSession();
        scene.witness().accept(new Event.Admitted(late, ticket, gateway.name(), span, way));
        giveUp(late, contract::leave);
    }

    private void listen() {
        if (state.get() != State.IN) {
            return;
        }
        if (Http.now() > endsAt.get()) {
            if (habits.farewell() == Habits.Farewell.LEAVES) {
                leave();
            } else {
                over();
            }
            return;
        }
        if (habits.closesLid(random)) {
            errands.later(this::listen, habits.away());
            return;
        }
        playback.round(session.get(), this::heard);
    }

    private String anew() {
        returning.set(true);
        session.set(nextSession());
        return session.get();
    }

    private String nextSession() {
        return name + ".s" + sessions.incrementAndGet();
    }

    private void heard(Playback.Outcome outcome) {
        if (state.get() != State.IN) {
            return;
        }
        switch (outcome) {
            case PLAYED, ANEW -> errands.later(this::listen, habits.nextPace(random));
            case TROUBLE -> {
                scene.tally().error();
                errands.later(this::listen, Duration.ofMillis(300));
            }
            case OVER -> over();
            case CUT -> {
                state.set(State.OUTSIDE);
                purse.sessionIsStale();
                scene.tally().goesOut();
                returning.set(true);
                errands.later(this::join, Duration.ofMillis(200 + random.nextInt(300)));
            }
        }
    }

    /** Gives back what it has and is gone; done when the gateway has said so, or could not be reached. */
    CompletableFuture<?> leave() {
        State before = over();
        if (before != State.IN && before != State.WAITING) {
            return CompletableFuture.completedFuture(null);
        }
        return before == State.IN ? giveUp(session.get(), contract::leave) : giveUp(place.get(), contract::giveUp);
    }

    private CompletableFuture<?> giveUp(String who, Function<URI, HttpRequest.Builder> request) {
        Gateway gateway = errands.gateway();
        return scene.http()
                .send(request.apply(gateway.url()))
                .thenAccept(reply -> {
                    if (reply.ok()) {
                        scene.witness().accept(new Event.Left(who, gateway.name(), reply.span()));
                    }
                })
                .exceptionally(failure -> null);
    }

    private State over() {
        State before = state.getAndSet(State.GONE);
        if (before == State.IN) {
            scene.tally().goesOut();
        } else if (before == State.WAITING) {
            scene.tally().waitsNoMore();
        }
        return before;
    }

    private void goOn() {
        switch (state.get()) {
            case OUTSIDE -> join();
            case WAITING -> poll();
            case IN -> listen();
            default -> {}
        }
    }

    private boolean move(State from, State to) {
        return state.compareAndSet(from, to);
    }
}
