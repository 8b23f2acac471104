package dev.sluice.redis.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.time.SystemTicker;
import dev.sluice.redis.RedisServer;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.Ticket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Three gateways' ledgers, one Redis, hundreds of listeners that come, wait, enter, stay and leave as they like. */
final class ManyListenersIT {

    private static final int CAPACITY = 40;
    private static final int LISTENERS = 400;

    @RegisterExtension
    static final RedisServer REDIS = new RedisServer();

    private final Policy policy = Policy.of("many").capacity(CAPACITY);
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final SplittableRandom random = new SplittableRandom(7);
    private final Set<Integer> held = ConcurrentHashMap.newKeySet();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    private final ConcurrentNavigableMap<Long, Long> called = new ConcurrentSkipListMap<>();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();

    @Test
    void neverTooManyNeverTwoInOneSlotAndEverybodyGetsTheirTurn() {
        List<Room> rooms = List.of(new Room(REDIS.uri()), new Room(REDIS.uri()), new Room(REDIS.uri()));
        rooms.forEach(room -> {
            room.occupied.add(policy.id());
            new Housekeeping(room.streams, room, new Only(policy.live()), new SystemTicker()).start(clock);
        });
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < LISTENERS; i++) {
            listeners.add(new Listener(rooms.get(i % 3), new SplittableRandom(i)));
        }
        listeners.forEach(l -> later(random.nextInt(2_000), l::join));

        Await.until(Duration.ofSeconds(90), () -> left.get() == LISTENERS || !wrong.isEmpty());

        assertThat(wrong).isEmpty();
        assertThat(most).hasValueLessThanOrEqualTo(CAPACITY);
        assertThat(most).hasValueGreaterThan(CAPACITY * 9 / 10);
        // this gateway's own copy of the count follows within a moment
        Await.until(Duration.ofSeconds(10), () -> rooms.get(0).head(policy).used() == 0);
        clock.shutdownNow();
        rooms.forEach(Room::close);
    }

    /** Fifo: who is told to wait though somebody behind was called a while ago, longer than a gateway takes to learn that. */
    private void waits(Ticket ticket) {
        long known = System.nanoTime() - Duration.ofSeconds(2).toNanos();
        called.tailMap(ticket.number(), false).entrySet().stream()
                .filter(later -> later.getValue() < known)
                .findFirst()
                .ifPresent(later -> wrong.add(ticket + " waits and " + later.getKey() + " is called"));
    }

    private void later(long millis, Runnable what) {
        clock.schedule(what, millis, TimeUnit.MILLISECONDS);
    }

    private final class Listener {

        private final Room room;
        private final SplittableRandom own;
        private final ConcurrentLinkedQueue<Attempt> attempts = new ConcurrentLinkedQueue<>(List.of(Attempt.FIRST));

        Listener(Room room, SplittableRandom own) {
            this.room = room;
            this.own = own;
        }

        void join() {
            room.streams.admit(policy.live()).thenAccept(decision -> {
                if (decision instanceof AdmitDecision.Granted granted) {
                    enter(granted.slot());
                } else if (decision instanceof AdmitDecision.Queued queued) {
                    wait(new Ticket(queued.incarnation(), queued.number()));
                } else if (decision instanceof AdmitDecision.StoreLost) {
                    later(100, this::join);
                } else {
                    wrong.add("joining was answered " + decision);
                }
            });
        }

        private void wait(Ticket ticket) {
            later(200 + own.nextInt(100), () -> {
                if (!room.streams.view(policy.live()).isCalled(ticket)) {
                    waits(ticket);
                    room.streams.present(policy.live(), ticket);
                    wait(ticket);
                } else {
                    called.putIfAbsent(ticket.number(), System.nanoTime());
                    room.streams.claim(policy.live(), ticket, attempts.peek()).thenAccept(d -> claimed(ticket, d));
                }
            });
        }

        private void claimed(Ticket ticket, ClaimDecision decision) {
            if (decision instanceof ClaimDecision.Granted granted) {
                enter(granted.slot());
            } else if (decision instanceof ClaimDecision.StoreLost) {
                wait(ticket);
            } else if (decision instanceof ClaimDecision.NotYet || decision instanceof ClaimDecision.NotCalled) {
                attempts.clear();
                attempts.add(Attempt.AGAIN);
                wait(ticket);
            } else {
                wrong.add("a claim was answered " + decision);
            }
        }

        private void enter(Slot slot) {
            if (!held.add(slot.index())) {
                wrong.add("two hold slot " + slot);
            }
            int now = held.size();
            most.accumulateAndGet(now, Math::max);
            if (now > CAPACITY) {
                wrong.add(now + " are in");
            }
            room.renewLater(policy, slot, Renewal.CONFIRM);
            later(500 + own.nextInt(2_000), () -> {
                held.remove(slot.index());
                room.streams.release(policy.live(), slot).thenRun(left::incrementAndGet);
            });
        }
    }

    /** One stream's policy, for ever. */
    private record Only(LivePolicy live) implements Policies {

        @Override
        public Optional<LivePolicy> find(StreamId id) {
            return Optional.of(live).filter(found -> found.id().equals(id));
        }

        @Override
        public Collection<LivePolicy> all() {
            return List.of(live);
        }

        @Override
        public Revision revision() {
            return live.revision();
        }

        @Override
        public void onChange(Consumer<Policies> listener) {}
    }
}
