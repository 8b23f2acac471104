package dev.sluice.gateway.fake;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.redis.waitingroom.Attempt;
import dev.sluice.redis.waitingroom.ClaimDecision;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.Ticket;
import dev.sluice.redis.waitingroom.WaitingRoom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A waiting room that shows whatever comes up, and notes what it is asked. Whoever plays a history answers the claims. */
public final class RandomRoom implements WaitingRoom {

    /** What a gateway's copy shows. */
    private record Shown(
            long incarnation,
            long serving,
            boolean isRecovering,
            long active,
            long capacity,
            long waiting,
            long eligible,
            double callsPerSecond,
            double exitsPerSecond,
            long crowd)
            implements RoomView {

        @Override
        public Optional<Instant> asOf() {
            return Optional.empty();
        }

        @Override
        public long nowServing() {
            return serving;
        }

        @Override
        public boolean isCalled(Ticket ticket) {
            return ticket.number() < serving || ticket.isReturner();
        }

        @Override
        public Duration recoveryLeft() {
            return isRecovering ? Duration.ofSeconds(1) : Duration.ZERO;
        }

        @Override
        public Gate gate() {
            return Gate.AUTO;
        }

        @Override
        public double arrivalsPerSecond() {
            return 0;
        }

        @Override
        public long ahead(long number) {
            return number % 97 * crowd;
        }
    }

    private final SplittableRandom random;
    private final Map<Ticket, ClaimDecision> answers = new HashMap<>();
    private final List<String> claimed = new ArrayList<>();
    private final List<Ticket> marked = new ArrayList<>();
    private final List<Ticket> left = new ArrayList<>();
    private RoomView shown = new Shown(7, 0, false, 0, 1, 0, 0, 0, 0, 1);
    private CompletableFuture<ClaimDecision> answer = new CompletableFuture<>();

    public RandomRoom(SplittableRandom random) {
        this.random = random;
    }

    /** Shows something else. */
    public void next(long tail, long capacity) {
        shown = new Shown(
                List.of(0L, 6L, 7L, 7L, 7L, 7L).get(random.nextInt(6)),
                random.nextInt(3) == 0 ? tail : tail - random.nextInt(20),
                random.nextInt(5) == 0,
                random.nextLong(capacity + 2),
                random.nextInt(4) == 0 ? random.nextInt(6) : capacity,
                random.nextInt(2) * random.nextLong(30),
                random.nextInt(2) * random.nextLong(3),
                random.nextInt(3) == 0 ? 0 : random.nextInt(1, 4_000) / (random.nextBoolean() ? 1_000.0 : 10.0),
                random.nextInt(3) == 0 ? 0 : random.nextInt(1, 4_000) / 1_000.0,
                List.of(1L, 1L, 1L, 50L, 100_000L).get(random.nextInt(5)));
    }

    /** The claims since {@link #forget}: attempt and number. */
    public List<String> claimed() {
        return claimed;
    }

    /** The tickets that were marked present since. */
    public List<Ticket> marked() {
        return marked;
    }

    /** The tickets that were given up. */
    public List<Ticket> left() {
        return left;
    }

    /** Claims of this ticket are answered at once. */
    public void answers(Ticket ticket, ClaimDecision known) {
        answers.put(ticket, known);
    }

    /** Answers the last claim. */
    public CompletableFuture<ClaimDecision> answer() {
        return answer;
    }

    public void forget() {
        claimed.clear();
        marked.clear();
    }

    @Override
    public void present(LivePolicy policy, Ticket ticket) {
        marked.add(ticket);
    }

    @Override
    public CompletionStage<ClaimDecision> claim(LivePolicy policy, Ticket ticket, Attempt attempt) {
        claimed.add(attempt + " " + ticket.number());
        answer = new CompletableFuture<>();
        ClaimDecision known = answers.get(ticket);
        if (known != null) {
            answer.complete(known);
        }
        return answer;
    }

    @Override
    public CompletionStage<Void> leave(LivePolicy policy, Ticket ticket) {
        left.add(ticket);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public RoomView view(LivePolicy policy) {
        return shown;
    }
}
