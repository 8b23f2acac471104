package dev.sluice.gateway.fake;

import static java.util.Objects.requireNonNull;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.admission.Acceptance;
import dev.sluice.redis.admission.AdmissionMode;
import dev.sluice.redis.admission.AdmitDecision;
import dev.sluice.redis.admission.RenewDecision;
import dev.sluice.redis.admission.Renewal;
import dev.sluice.redis.admission.Slot;
import dev.sluice.redis.admission.SlotLedger;
import dev.sluice.redis.store.StoreHealth;
import dev.sluice.redis.store.StoreMode;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.Ticket;
import dev.sluice.redis.waitingroom.WaitingRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Slots, tickets and their leases in memory. Nobody is called but by {@link #call}. Answers can be kept back, and the
 * store can be lost; every call is noted.
 */
public final class FakeStore implements SlotLedger, WaitingRoom, StoreHealth {

    private static final Duration RECOVERY = Duration.ofSeconds(7);

    /** A slot that is held. */
    private record Held(Slot slot, long untilMicros, boolean confirmed) {}

    /** One stream's state. All access is under the store's lock. */
    private static final class Room {
        private final Map<Integer, Held> slots = new HashMap<>();
        private final Set<Long> claims = new HashSet<>();
        private final Set<Long> spent = new HashSet<>();
        private final List<Long> waiting = new ArrayList<>();
        private final AtomicLong tail;
        private final AtomicLong nowServing;
        private final long incarnation;

        Room(long incarnation, long tail, long nowServing) {
            this.incarnation = incarnation;
            this.tail = new AtomicLong(tail);
            this.nowServing = new AtomicLong(nowServing);
        }
    }

    private static final String DONE = "done";

    private final FakeClock clock;
    private final Map<StreamId, Room> rooms = new ConcurrentHashMap<>();
    private final AtomicReference<StoreMode> mode = new AtomicReference<>(StoreMode.UP);
    private final AtomicLong callsPerMinute = new AtomicLong();
    private final AtomicLong lives = new AtomicLong(7);
    private final AtomicBoolean holding = new AtomicBoolean();
    private final AtomicBoolean recovering = new AtomicBoolean();
    private final AtomicBoolean knowing = new AtomicBoolean(true);
    private final AtomicReference<Era> era = new AtomicReference<>(Era.THIS);
    private final List<Runnable> held = new CopyOnWriteArrayList<>();
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Map<Slot, Slot> moves = new ConcurrentHashMap<>();
    private final List<Acceptance> acceptances = new CopyOnWriteArrayList<>();
    private final List<Ticket> present = new CopyOnWriteArrayList<>();

    public FakeStore(FakeClock clock) {
        this.clock = clock;
    }

    // --- what tests do

    /** The calls so far, such as {@code admit} and {@code renew CONFIRM}; marks of presence are none. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Begins anew, as a life that no token of an earlier test knows. */
    public synchronized void clear() {
        lives.incrementAndGet();
        rooms.clear();
        calls.clear();
        acceptances.clear();
        held.clear();
        holding.set(false);
        recovering.set(false);
        knowing.set(true);
        era.set(Era.THIS);
        mode.set(StoreMode.UP);
        callsPerMinute.set(0);
    }

    /** The tickets whose presence was noted, in order. */
    public List<Ticket> present() {
        return List.copyOf(present);
    }

    /** What each renewal told about the last acceptance, in order. */
    public List<Acceptance> acceptances() {
        return List.copyOf(acceptances);
    }

    /** Of which stream all sessions are. */
    public void allAreOf(Era of) {
        era.set(of);
    }

    public void forgetCalls() {
        calls.clear();
    }

    public void lose() {
        mode.set(StoreMode.LOST);
    }

    public void comeBack() {
        mode.set(StoreMode.UP);
    }

    /** Answers wait from now on until {@link #letGo}. */
    public void hold() {
        holding.set(true);
    }

    public int heldBack() {
        return held.size();
    }

    public void letGo() {
        holding.set(false);
        held.forEach(Runnable::run);
        held.clear();
    }

    /** Forgets everything about a stream but who is called, as after a flush that is over; nobody's slot was restored. */
    public synchronized void flush(String stream) {
        Room lost = room(new StreamId(stream));
        long life = lives.incrementAndGet();
        rooms.put(new StreamId(stream), new Room(life, lost.tail.get() + 1_000, lost.nowServing.get()));
    }

    /** Until it answers, nothing is known of it, as in a gateway that has just started. */
    public void startAgain() {
        knowing.set(false);
    }

    /** Whether nobody enters, as while slots are being restored. */
    public void recover(boolean now) {
        recovering.set(now);
    }

    /** Moves the only slot in use, as after a store loss: whoever asks with the old one is told the new one. */
    public synchronized void move(String stream) {
        Room room = room(new StreamId(stream));
        Held only = room.slots.values().iterator().next();
        Slot to = new Slot(
                only.slot().incarnation(),
                only.slot().index() + 50,
                77,
                only.slot().number());
        room.slots.clear();
        room.slots.put(to.index(), new Held(to, only.untilMicros(), only.confirmed()));
        moves.put(only.slot(), to);
    }

    /** Calls so many tickets more. */
    public synchronized void call(String stream, int count) {
        Room room = room(new StreamId(stream));
        room.nowServing.set(Math.min(room.tail.get(), room.nowServing.get() + count));
    }

    public void callRate(double perSecond) {
        callsPerMinute.set(Math.round(perSecond * 60));
    }

    /** How many slots are held by leases that still run. */
    public synchronized int used(String stream) {
        Room room = room(new StreamId(stream));
        room.slots.values().removeIf(held -> held.untilMicros() <= clock.nowMicros());
        return room.slots.size();
    }

    /** How long the only slot in use is still held. */
    public synchronized Duration left(String stream) {
        Held only = room(new StreamId(stream)).slots.values().iterator().next();
        return Duration.ofNanos((only.untilMicros() - clock.nowMicros()) * 1_000);
    }

    // --- the ports

    @Override
    public StoreMode mode() {
        return requireNonNull(mode.get());
    }

    @Override
    public CompletionStage<AdmitDecision> admit(LivePolicy policy) {
        long number = 1L << 46 | calls.size();
        AdmitDecision lost = AdmissionMode.isOpenWithoutStore(policy.policy())
                ? new AdmitDecision.Granted(Slot.nowhere(0, number), clock.nowMicros())
                : new AdmitDecision.StoreLost();
        return answer("admit", lost, () -> {
            Room room = room(policy.id());
            boolean free = used(policy.id().value()) < policy.policy().capacity();
            Gate gate = policy.policy().gate();
            boolean direct =
                    !recovering.get() && (gate == Gate.OPEN || (gate != Gate.HOLD && free && room.waiting.isEmpty()));
            if (gate == Gate.MAINTENANCE || (gate == Gate.REJECT && !free)) {
                return new AdmitDecision.Refused();
            }
            long next = room.tail.getAndUpdate(tail -> tail + 1);
            if (direct) {
                room.nowServing.updateAndGet(now -> room.waiting.isEmpty() ? next + 1 : now);
                return new AdmitDecision.Granted(take(room, policy, next), clock.nowMicros());
            }
            room.waiting.add(next);
            return new AdmitDecision.Queued(room.incarnation, next, clock.nowMicros());
        });
    }

    @Override
    public Era era(LivePolicy policy, long incarnation) {
        return requireNonNull(era.get());
    }

    @Override
    public CompletionStage<RenewDecision> renew(LivePolicy policy, Slot asked, Renewal renewal, Acceptance last) {
        acceptances.add(last);
        return answer("renew " + renewal, new RenewDecision.StoreLost(), () -> {
            Room room = room(policy.id());
            used(policy.id().value());
            Slot slot = moves.getOrDefault(asked, asked);
            Held held = room.slots.get(slot.index());
            if (held == null || !held.slot().equals(slot)) {
                return new RenewDecision.Stale();
            }
            boolean confirmed = held.confirmed() || renewal == Renewal.CONFIRM;
            Duration lease = renewal == Renewal.CLOSE
                    ? policy.policy().firstLease()
                    : policy.policy().lease();
            room.slots.put(slot.index(), new Held(slot, until(lease), confirmed));
            if (confirmed) {
                room.spent.add(slot.number());
            }
            return slot.equals(asked)
                    ? new RenewDecision.Renewed(clock.nowMicros())
                    : new RenewDecision.Moved(slot, clock.nowMicros());
        });
    }

    @Override
    public CompletionStage<Void> release(LivePolicy policy, Slot slot) {
        return answer("release", DONE, () -> {
                    Room room = room(policy.id());
                    Held held = room.slots.get(slot.index());
                    room.spent.add(slot.number());
                    if (held != null && held.slot().equals(slot)) {
                        room.slots.remove(slot.index());
                    }
                    return DONE;
                })
                .thenAccept(done -> {});
    }

    @Override
    public void present(LivePolicy policy, Ticket ticket) {
        present.add(ticket);
    }

    @Override
    public CompletionStage<ClaimDecision> claim(LivePolicy policy, Ticket ticket, Attempt attempt) {
        ClaimDecision lost = AdmissionMode.isOpenWithoutStore(policy.policy())
                ? new ClaimDecision.Granted(Slot.nowhere(ticket.incarnation(), ticket.number()), clock.nowMicros())
                : new ClaimDecision.StoreLost();
        return answer("claim " + attempt, lost, () -> {
            Room room = room(policy.id());
            if (recovering.get()) {
                return new ClaimDecision.NotYet();
            }
            if (room.spent.contains(ticket.number())) {
                return new ClaimDecision.Spent();
            }
            // one that was never confirmed may be made again, but not as soon as its lease is over
            if (room.claims.contains(ticket.number())) {
                return new ClaimDecision.NotYet();
            }
            if (!ticket.isReturner() && ticket.number() >= room.nowServing.get()) {
                return new ClaimDecision.NotCalled();
            }
            if (used(policy.id().value()) >= policy.policy().capacity()) {
                return new ClaimDecision.NotYet();
            }
            room.waiting.remove(ticket.number());
            Slot slot = take(room, policy, ticket.number());
            room.claims.add(ticket.number());
            return new ClaimDecision.Granted(slot, clock.nowMicros());
        });
    }

    @Override
    public CompletionStage<Void> leave(LivePolicy policy, Ticket ticket) {
        return answer("leave", DONE, () -> {
                    Room room = room(policy.id());
                    room.waiting.remove(ticket.number());
                    room.spent.add(ticket.number());
                    return DONE;
                })
                .thenAccept(done -> {});
    }

    @Override
    public synchronized RoomView view(LivePolicy policy) {
        Room room = knowing.get() ? room(policy.id()) : new Room(0, 0, 0);
        List<Long> waiting = List.copyOf(room.waiting);
        long serving = room.nowServing.get();
        return new View(
                room.incarnation,
                serving,
                knowing.get() && recovering.get(),
                used(policy.id().value()),
                policy.policy().capacity(),
                policy.policy().gate(),
                waiting.stream().filter(number -> number >= serving).count(),
                waiting.stream().filter(number -> number < serving).count(),
                callsPerMinute.get() / 60.0,
                0,
                0,
                waiting);
    }

    private record View(
            long incarnation,
            long nowServing,
            boolean isRecovering,
            long active,
            long capacity,
            Gate gate,
            long waiting,
            long eligible,
            double callsPerSecond,
            double exitsPerSecond,
            double arrivalsPerSecond,
            List<Long> numbers)
            implements RoomView {
        @Override
        public Optional<Instant> asOf() {
            return Optional.empty();
        }

        @Override
        public Duration recoveryLeft() {
            return isRecovering ? RECOVERY : Duration.ZERO;
        }

        @Override
        public boolean isCalled(Ticket ticket) {
            return ticket.isReturner() || ticket.number() < nowServing;
        }

        @Override
        public long ahead(long number) {
            return numbers.stream().filter(other -> other < number).count();
        }
    }

    private Slot take(Room room, LivePolicy policy, long number) {
        int index = 0;
        while (room.slots.containsKey(index)) {
            index++;
        }
        Slot slot = new Slot(room.incarnation, index, (int) (number * 31 & 0xFFFF), number);
        room.slots.put(index, new Held(slot, until(policy.policy().firstLease()), false));
        return slot;
    }

    private long until(Duration lease) {
        return clock.nowMicros() + lease.toNanos() / 1_000;
    }

    private Room room(StreamId stream) {
        long first = (lives.get() - 7) * 100_000 + 1;
        return rooms.computeIfAbsent(stream, id -> new Room(lives.get(), first, first));
    }

    private <T> CompletionStage<T> answer(String call, T lost, Supplier<T> script) {
        calls.add(call);
        if (mode.get() == StoreMode.LOST) {
            return CompletableFuture.completedFuture(lost);
        }
        T answer;
        synchronized (this) {
            answer = script.get();
            knowing.set(true);
        }
        if (!holding.get()) {
            return CompletableFuture.completedFuture(answer);
        }
        CompletableFuture<T> later = new CompletableFuture<>();
        held.add(() -> later.complete(answer));
        return later;
    }
}
