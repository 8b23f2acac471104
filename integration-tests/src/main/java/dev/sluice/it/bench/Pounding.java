package dev.sluice.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many connections to one gateway that ask as fast as they are answered. */
final class Pounding {

    private static final Pattern TICKET = Pattern.compile("\"ticket\":\"([^\"]+)\"");
    private static final String JSON = "Accept: application/json\r\n";
    private static final int TICKETS_KEPT = 20_000;

    private final URI gateway;
    private final int connections;
    private final ConcurrentLinkedQueue<String> tickets = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();

    Pounding(URI gateway, int connections) {
        this.gateway = gateway;
        this.connections = connections;
    }

    private interface Question {
        void ask(Caller caller) throws IOException;
    }

    /** Newcomers, one after the other; keeps the tickets of some. Returns how many there were. */
    long joins(Duration time) {
        return all(time, this::join);
    }

    /** Polls with the tickets that were kept. Returns how many there were. */
    long polls(Duration time) {
        return all(time, this::poll);
    }

    private void join(Caller caller) throws IOException {
        Caller.Answer answer = caller.ask("POST", "/.sluice/demo/tickets", JSON);
        if (answer.status() != 201) {
            throw new IOException("a join was answered with " + answer.status() + ": " + answer.body());
        }
        keep(answer);
    }

    private void poll(Caller caller) throws IOException {
        String ticket = tickets.poll();
        kept.decrementAndGet();
        if (ticket == null) {
            throw new IOException("no ticket to poll with (expected: some from the joins before)");
        }
        Caller.Answer answer = caller.ask("GET", "/.sluice/demo/ticket", JSON + "Sluice-Ticket: " + ticket + "\r\n");
        if (answer.status() != 200) {
            throw new IOException("a poll was answered with " + answer.status() + ": " + answer.body());
        }
        keep(answer);
    }

    private void keep(Caller.Answer answer) {
        Matcher ticket = TICKET.matcher(answer.body());
        // ConcurrentLinkedQueue counts its elements one by one, so a counter of our own
        if (ticket.find() && kept.get() < TICKETS_KEPT) {
            kept.incrementAndGet();
            tickets.add(ticket.group(1));
        }
    }

    private long all(Duration time, Question question) {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            List<CompletableFuture<Long>> counts = new ArrayList<>();
            for (int i = 0; i < connections; i++) {
                counts.add(CompletableFuture.supplyAsync(() -> one(time, question), threads));
            }
            return counts.stream().mapToLong(CompletableFuture::join).sum();
        } finally {
            threads.shutdownNow();
        }
    }

    private long one(Duration time, Question question) {
        try (Caller caller = new Caller(gateway)) {
            long end = System.nanoTime() + time.toNanos();
            long count = 0;
            while (System.nanoTime() < end) {
                question.ask(caller);
                count++;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
