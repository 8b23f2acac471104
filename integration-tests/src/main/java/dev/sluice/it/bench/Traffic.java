package dev.sluice.it.bench;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Listeners, people who wait and newcomers who ask one gateway at a steady pace until closed: 400 media requests, 200 polls and
 * 100 joins a second, where the answers come fast enough.
 */
final class Traffic implements AutoCloseable {

    /** What takes longer is late. */
    static final Duration IN_TIME = Duration.ofMillis(500);

    private static final String JSON = "Accept: application/json\r\n";
    private static final int WORKERS = 4;

    /** Requests of one kind. */
    static final class Count {

        private final AtomicLong asked = new AtomicLong();
        private final AtomicLong good = new AtomicLong();

        long asked() {
            return asked.get();
        }

        /** How many of a hundred were answered as they should be, in time. */
        double share() {
            return asked.get() == 0 ? 0 : 100.0 * good.get() / asked.get();
        }

        private void add(boolean isGood) {
            if (isGood) {
                good.incrementAndGet();
            }
            asked.incrementAndGet();
        }

        private void forget() {
            asked.set(0);
            good.set(0);
        }
    }

    private interface Question {
        Caller.Answer ask(Caller caller, int round) throws IOException;
    }

    private final URI gateway;
    private final Count media = new Count();
    private final Count polls = new Count();
    private final Count joins = new Count();
    private final AtomicLong begunNanos = new AtomicLong(Long.MIN_VALUE);
    private final AtomicBoolean closed = new AtomicBoolean();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    Traffic(URI gateway, List<String> sessions, List<String> tickets) {
        this.gateway = gateway;
        for (int i = 0; i < WORKERS; i++) {
            List<String> mine = share(sessions, i);
            run(
                    media,
                    200,
                    10,
                    (caller, round) -> caller.ask(
                            "GET", "/live/demo/1.aac", "Sluice-Session: " + mine.get(round % mine.size()) + "\r\n"));
            List<String> waiting = share(tickets, i);
            run(
                    polls,
                    200,
                    20,
                    (caller, round) -> caller.ask(
                            "GET",
                            "/.sluice/demo/ticket",
                            JSON + "Sluice-Ticket: " + waiting.get(round % waiting.size()) + "\r\n"));
            run(joins, 201, 40, (caller, round) -> caller.ask("POST", "/.sluice/demo/tickets", JSON));
        }
    }

    Count media() {
        return media;
    }

    Count polls() {
        return polls;
    }

    Count joins() {
        return joins;
    }

    /** Counts from nothing, and counts nothing as late because of what was slow before. */
    void begin() {
        begunNanos.set(System.nanoTime());
        forget();
    }

    /** Counts from nothing. */
    void forget() {
        List.of(media, polls, joins).forEach(Count::forget);
    }

    @Override
    public void close() {
        closed.set(true);
        threads.shutdownNow();
    }

    private void run(Count count, int expected, int paceMillis, Question question) {
        threads.execute(() -> {
            int round = 0;
            while (!closed.get()) {
                try (Caller caller = new Caller(gateway)) {
                    round = ask(caller, round, count, expected, paceMillis, question);
                } catch (IOException e) {
                    // no answer: counted, and asked again over a new connection
                    count.add(false);
                }
            }
        });
    }

    private int ask(Caller caller, int first, Count count, int expected, int paceMillis, Question question)
            throws IOException {
        int round = first;
        long due = System.nanoTime();
        while (!closed.get()) {
            Caller.Answer answer = question.ask(caller, round++);
            due = Math.max(due, begunNanos.get());
            // by when it was due: what a slow answer held up is late too
            count.add(answer.status() == expected && System.nanoTime() - due <= IN_TIME.toNanos());
            due += Duration.ofMillis(paceMillis).toNanos();
            LockSupport.parkNanos(due - System.nanoTime());
        }
        return round;
    }

    private static List<String> share(List<String> all, int worker) {
        List<String> mine = new ArrayList<>();
        for (int i = worker; i < all.size(); i += WORKERS) {
            mine.add(all.get(i));
        }
        return mine;
    }
}
