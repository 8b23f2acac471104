package dev.sluice.it.torture;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The families that disturb only their own streams, a few played at once (more are too much for two processors), and for long
 * enough that the observer misses slots which stay taken.
 */
final class Calm {

    private static final long LEASE = Setting.SHORT.lease().toMillis();

    /** What is done to streams of their own, and to nothing else: group after group. */
    private static final List<Map<Family, List<Step>>> STEPS = List.of(
            Map.of(
                    Family.REPLAYS,
                    List.of(),
                    Family.HOLD,
                    List.of(Step.of(Evening.FULL, Deed.HOLD, LEASE)),
                    Family.TAGS,
                    List.of()),
            Map.of(
                    Family.BASE,
                    List.of(),
                    Family.CAPACITY,
                    List.of(
                            Step.by(2, Evening.FULL, Deed.SET_CAPACITY, 0),
                            Step.by(7, Evening.FULL + 1_500, Deed.SET_CAPACITY, 0),
                            Step.by(3, Evening.FULL + 3_000, Deed.SET_CAPACITY, 0),
                            Step.by(5, Evening.FULL + 4_500, Deed.SET_CAPACITY, 0))),
            Map.of(
                    // It begins with a longer one: no lease is shorter than that of the others here.
                    Family.LEASE,
                    List.of(Step.by(3 * LEASE, 0, Deed.SET_LEASE, 0), Step.by(LEASE, Evening.FULL, Deed.SET_LEASE, 0)),
                    Family.FAR_POLLS,
                    List.of(Step.by(2 * Setting.SHORT.pollMax().toMillis(), 0, Deed.SET_LONGEST_POLL, 0))));

    /** Where more wait than may be called at once. */
    private static final Set<Family> FULL_ROOM = Set.of(Family.BASE, Family.FAR_POLLS);

    private Calm() {}

    static Map<Family, Evening.Seen> play(Evening evening, Evening fullRoom) {
        return STEPS.stream()
                .flatMap(group -> play(group, evening, fullRoom).stream())
                .collect(Collectors.toMap(Evening.Seen::family, Function.identity()));
    }

    private static List<Evening.Seen> play(Map<Family, List<Step>> group, Evening evening, Evening fullRoom) {
        return group.entrySet().stream()
                .map(entry -> CompletableFuture.supplyAsync(
                        () -> (FULL_ROOM.contains(entry.getKey()) ? fullRoom : evening)
                                .perform(entry.getKey(), entry.getValue(), Setting.SHORT.untilSlotsAreMissed()),
                        task -> new Thread(task, entry.getKey().word()).start()))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }
}
