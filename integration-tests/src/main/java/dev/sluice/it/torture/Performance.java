package dev.sluice.it.torture;

import dev.sluice.it.crowd.Crowd;
import dev.sluice.it.crowd.Gateways;
import dev.sluice.it.crowd.Listener;
import dev.sluice.it.crowd.Replayer;
import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Observer;
import dev.sluice.it.observer.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Listeners at some streams of a theatre, a judge for each stream, and the steps of one schedule. Used by one thread. */
final class Performance implements AutoCloseable {

    private static final long APART_MILLIS = 100;

    private record Moment(long atMillis, Runnable deed, String what) {}

    private final Theatre theatre;
    private final long seed;
    private final long begunMicros = Theatre.now();
    private final List<House> houses = new ArrayList<>();
    private final List<Replayer> replayers = new ArrayList<>();
    private final List<History.Line> done = new CopyOnWriteArrayList<>();
    private final Management management;

    /** @param gateways those that listeners are sent to */
    Performance(Theatre theatre, Gateways gateways, List<String> streams, long seed) {
        this.theatre = theatre;
        this.seed = seed;
        for (String stream : streams) {
            Observer observer =
                    new Observer(theatre.setting().rules(), theatre.setting().tolerance());
            List<Consumer<Event>> witnesses = new CopyOnWriteArrayList<>(List.of(observer));
            Crowd crowd = Crowd.on(
                    theatre.ground(), stream, gateways, event -> witnesses.forEach(witness -> witness.accept(event)));
            theatre.welcome(observer);
            houses.add(new House(stream, observer, crowd, witnesses));
        }
        this.management = new Management(theatre, houses);
    }

    /** From now on, these streams let everybody in while the store is lost. */
    void openWithoutStore(Set<String> streams) {
        management.openWithoutStore(streams);
    }

    /**
     * Listeners come: those who stay at once, half of the others soon, the rest over this time. The streams of a large
     * house begin one after the other, a tenth of a second apart.
     */
    void gather(Duration within) {
        Setting setting = theatre.setting();
        SplittableRandom random = new SplittableRandom(seed);
        long first = 0;
        for (House house : houses) {
            first += APART_MILLIS;
            for (int i = 0; i < setting.stayers(); i++) {
                house.crowd()
                        .send(
                                setting.stays(random),
                                Duration.ofMillis(first + random.nextLong(200)),
                                random.nextLong());
            }
            for (int i = 0; i < setting.others(); i++) {
                long soon = setting.pollMax().toMillis();
                long after = i % 2 == 0 ? random.nextLong(soon) : random.nextLong(Math.max(soon, within.toMillis()));
                house.crowd()
                        .send(setting.comesAndGoes(random), Duration.ofMillis(first + 300 + after), random.nextLong());
            }
        }
    }

    /** So many more come to each stream after a while, and stay. */
    void join(int listeners, Duration after) {
        join(listeners, after, Duration.ofSeconds(1));
    }

    /** The same within this time. */
    void join(int listeners, Duration after, Duration within) {
        SplittableRandom random = new SplittableRandom(seed + 2);
        for (House house : houses) {
            for (int i = 0; i < listeners; i++) {
                house.crowd()
                        .send(
                                theatre.setting().stays(random),
                                after.plusMillis(random.nextLong(within.toMillis())),
                                random.nextLong());
            }
        }
    }

    /** As many listeners as there are slots come within this time and stay. */
    void fill(Duration within) {
        Setting setting = theatre.setting();
        SplittableRandom random = new SplittableRandom(seed);
        for (House house : houses) {
            for (int i = 0; i < setting.capacity(); i++) {
                house.crowd()
                        .send(
                                setting.stays(random),
                                Duration.ofMillis(random.nextLong(within.toMillis())),
                                random.nextLong());
            }
        }
    }

    /** Of those who are in, so many at each stream are just not there any more. */
    void vanish(int listeners) {
        for (House house : houses) {
            house.crowd().listeners().stream()
                    .filter(listener -> listener.state() == Listener.State.IN)
                    .limit(listeners)
                    .forEach(Listener::vanish);
        }
    }

    /** From now on, what was good once is shown again. */
    void replay(Replayer.Shows shows) {
        SplittableRandom random = new SplittableRandom(seed + 1);
        for (House house : houses) {
            Replayer replayer = new Replayer(
                    house.crowd(),
                    shows,
                    theatre.setting().lease(),
                    Duration.ofMillis(300),
                    theatre.hands()::disturbedUntil,
                    random.nextLong());
            house.witnesses().add(replayer);
            replayers.add(replayer);
        }
    }

    /** Does all steps at their time and returns once {@code lengthMillis} are over. */
    void run(List<Step> steps, long lengthMillis) {
        List<Moment> moments = new ArrayList<>();
        for (Step step : steps) {
            if (theatre.hands().can(step)) {
                moments.add(new Moment(step.atMillis(), () -> management.begin(step), step + " begins"));
                if (step.lastsMillis() > 0) {
                    moments.add(new Moment(step.endMillis(), () -> management.end(step), step + " ends"));
                }
            }
        }
        moments.sort(Comparator.comparingLong(Moment::atMillis));
        long start = System.nanoTime();
        for (Moment moment : moments) {
            await(start + TimeUnit.MILLISECONDS.toNanos(moment.atMillis));
            done.add(new History.Line(Theatre.now(), "### " + moment.what));
            moment.deed.run();
        }
        await(start + TimeUnit.MILLISECONDS.toNanos(lengthMillis));
    }

    /** What each stream's observer saw, and what it says to it. */
    List<History> histories(Schedule schedule) {
        return houses.stream()
                .map(house -> new History(
                        schedule,
                        house.stream(),
                        begunMicros,
                        house.observer().history(),
                        List.copyOf(done),
                        house.observer().judge(),
                        house.observer().idle()))
                .toList();
    }

    /** All contradictions so far. */
    List<Violation> judge() {
        return houses.stream()
                .flatMap(house -> house.observer().judge().stream())
                .sorted(Comparator.comparingLong(Violation::at))
                .toList();
    }

    /** All that was seen of some kind. */
    <T extends Event> List<T> seen(Class<T> kind) {
        return houses.stream()
                .flatMap(house -> house.observer().history().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** The sessions of those who are in, of all streams. */
    Set<String> sessions() {
        Set<String> sessions = new TreeSet<>();
        for (House house : houses) {
            house.crowd().listeners().stream()
                    .filter(listener -> listener.state() == Listener.State.IN)
                    .forEach(listener -> sessions.add(house.stream() + " " + listener.session()));
        }
        return sessions;
    }

    /** The sessions of those who stay to the end. */
    Set<String> stayers() {
        Set<String> sessions = new TreeSet<>();
        for (House house : houses) {
            house.crowd().listeners().stream()
                    .limit(theatre.setting().stayers())
                    .filter(listener -> listener.state() == Listener.State.IN)
                    .forEach(listener -> sessions.add(house.stream() + " " + listener.session()));
        }
        return sessions;
    }

    /** All go home, and say so; returns once all were answered, or after a few seconds. */
    void disperse() {
        CompletableFuture.allOf(
                        houses.stream().map(house -> house.crowd().disperse()).toArray(CompletableFuture[]::new))
                .join();
    }

    @Override
    public void close() {
        replayers.forEach(Replayer::close);
        management.close();
        disperse();
        houses.forEach(house -> theatre.dismiss(house.observer()));
    }

    private static void await(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
