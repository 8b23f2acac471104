package dev.sluice.it.torture;

import dev.sluice.config.policy.Gate;
import dev.sluice.config.policy.StoreLoss;
import dev.sluice.it.crowd.StatusWatch;
import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Rules;
import dev.sluice.it.observer.Span;
import dev.sluice.it.process.Operator;
import dev.sluice.it.values.Current;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Has steps done: those of faults by the theatre's hands, those of the operator at all streams of a performance at once. */
final class Management implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int AT_ONCE = 10;

    private final Theatre theatre;
    private final List<House> houses;
    private final Current<Rules> rules;
    /** The streams that let everybody in while the store is lost. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    private final List<StatusWatch> watches = new ArrayList<>();
    private final ExecutorService clerks = Executors.newFixedThreadPool(AT_ONCE, task -> {
        Thread thread = new Thread(task, "clerk");
        thread.setDaemon(true);
        return thread;
    });

    Management(Theatre theatre, List<House> houses) {
        this.theatre = theatre;
        this.houses = List.copyOf(houses);
        this.rules = new Current<>(theatre.setting().rules());
    }

    void openWithoutStore(Set<String> streams) {
        open.addAll(streams);
        change(
                houses.stream().filter(house -> open.contains(house.stream())).toList(),
                (operator, stream) -> operator.patch(stream, "{\"storeLoss\":\"open\"}"),
                rules.get());
    }

    void begin(Step step) {
        theatre.hands().begin(step);
        switch (step.deed()) {
            case SET_CAPACITY ->
                patch(
                        "{\"capacity\":%d}".formatted(step.amount()),
                        new Rules(
                                rules.get().gate(),
                                (int) step.amount(),
                                rules.get().lease()));
            case SET_LEASE ->
                patch(
                        "{\"lease\":\"%dms\",\"firstLease\":\"%dms\"}"
                                .formatted(step.amount(), firstLeaseMillis(step.amount())),
                        new Rules(rules.get().gate(), rules.get().capacity(), Duration.ofMillis(step.amount())));
            case SET_LONGEST_POLL ->
                patch(
                        "{\"pollMax\":\"%dms\",\"presenceWindow\":\"%dms\"}"
                                .formatted(step.amount(), step.amount() * 5 / 4 + 1_000),
                        rules.get());
            case HOLD -> {
                houses.forEach(house -> watches.add(StatusWatch.start(
                        house.stream(), theatre.gateways(), Duration.ofMillis(250), house.observer())));
                eventMode("{\"state\":\"on\"}", Gate.HOLD);
            }
            default -> {}
        }
    }

    void end(Step step) {
        theatre.hands().end(step);
        if (step.deed() == Deed.HOLD) {
            eventMode("{\"state\":\"off\",\"release\":\"now\"}", Gate.AUTO);
        }
    }

    @Override
    public void close() {
        watches.forEach(StatusWatch::close);
        clerks.shutdownNow();
    }

    /** As the setting has it, where the lease is neither shorter nor more than twice as long. */
    private long firstLeaseMillis(long lease) {
        return Math.min(
                lease, Math.max(lease / 2, theatre.setting().firstLease().toMillis()));
    }

    /** By event mode, whose answers name the gateways that run the change. */
    private void eventMode(String document, Gate gate) {
        rules.set(new Rules(gate, rules.get().capacity(), rules.get().lease()));
        change(houses, (operator, stream) -> operator.eventMode(stream, document), rules.get());
    }

    private void patch(String fields, Rules next) {
        rules.set(next);
        change(houses, (operator, stream) -> operator.patch(stream, fields), next);
    }

    private void change(List<House> some, BiFunction<Operator, String, Operator.Answer> how, Rules next) {
        Operator operator = theatre.cluster().operator();
        CompletableFuture.allOf(some.stream()
                        .map(house -> CompletableFuture.runAsync(
                                () -> change(
                                        house,
                                        () -> how.apply(operator, house.stream()),
                                        open.contains(house.stream()) ? next.with(StoreLoss.OPEN) : next),
                                clerks))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    /** Again and again until the store is there to take it. */
    private static void change(House house, Supplier<Operator.Answer> how, Rules next) {
        long sent = Theatre.now();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                Operator.Answer answer = how.get();
                house.see(new Event.Changed(
                        new Span(sent, answer.answeredMicros()),
                        next,
                        answer.applied(),
                        answer.missing(),
                        answer.silent()));
                return;
            } catch (IllegalStateException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
        }
    }
}
