package dev.sluice.redis.stream;

import dev.sluice.redis.stream.Reference.Ask;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Who was called lately, in batches of about a second, and how many of those called show up. */
final class Showing {

    private static final double FIRST_GUESS = 0.7;
    private static final double FADE = 0.9;
    private static final int WEIGHTIEST = 20;
    private static final long SECOND = 1_000_000;

    /**
     * Called at once, or nearly.
     *
     * @param first the number from which on they were called
     * @param end the number behind the last one
     * @param at when, by the stream's clock
     * @param due how long after that they are waited for, in microseconds
     * @param called how many
     * @param seen how many asked since
     * @param in how many of them got a slot
     */
    record Batch(long first, long end, long at, double due, long called, long seen, long in) {

        Batch seen(long more, long entered) {
            return new Batch(
                    first, end, at, due, called, Math.min(called, seen + more), Math.min(called, in + entered));
        }

        Batch and(Batch next) {
            return new Batch(first, next.end, at, Math.max(due, next.due), called + next.called, seen, in);
        }
    }

    private final List<Batch> batches = new ArrayList<>();
    private final Set<String> reached = new HashSet<>();
    private double share = FIRST_GUESS;
    private long found;

    /** The share of those called who show up. */
    double share() {
        return share;
    }

    /** How many showed up in time and found no slot. */
    long found() {
        return found;
    }

    /** How many were called, are not in, and may still show up in time. */
    long awaited() {
        return batches.stream().mapToLong(batch -> batch.called() - batch.in()).sum();
    }

    /** No more than are there. */
    void atMost(long present) {
        found = Math.max(0, Math.min(found, present));
    }

    void called(Batch next) {
        Batch last = batches.isEmpty() ? null : batches.get(batches.size() - 1);
        if (last != null && next.at() - last.at() < SECOND) {
            batches.set(batches.size() - 1, last.and(next));
            reached.add("a batch took more");
        } else {
            batches.add(next);
        }
    }

    /** A called ticket asked. */
    void showed(Ask ask, boolean enters) {
        boolean first = ask.attempt() == 0;
        for (int i = batches.size() - 1; i >= 0; i--) {
            Batch batch = batches.get(i);
            if (batch.first() <= ask.ticket() && ask.ticket() < batch.end()) {
                batches.set(i, batch.seen(first ? 1 : 0, enters ? 1 : 0));
                return;
            }
        }
        if (first && !enters) {
            found++;
            reached.add("somebody showed up late");
        } else if (ask.attempt() == 1 && enters) {
            found = Math.max(0, found - 1);
            reached.add("somebody who had found no slot got one");
        }
    }

    /** The batches that were due are counted, each of its tickets for a tenth, 20 at most. */
    void settle(long clock) {
        for (Batch batch : List.copyOf(batches)) {
            if (clock - batch.at() >= batch.due()) {
                batches.remove(batch);
                double shown = (double) batch.seen() / batch.called();
                for (int i = 0; i < Math.min(batch.called(), WEIGHTIEST); i++) {
                    share = FADE * share + (1 - FADE) * shown;
                }
                found += Math.max(0, batch.seen() - batch.in());
                reached.add(
                        batch.seen() == 0
                                ? "nobody of a batch"
                                : batch.in() < batch.seen() ? "more than got in" : "some");
            }
        }
        if (share < 0.2) {
            reached.add("hardly anybody shows up");
        }
    }

    /** What was reached of all that can happen, for whoever judges whether histories are worth something. */
    Set<String> reached() {
        return reached;
    }

    void clear() {
        batches.clear();
        share = FIRST_GUESS;
        found = 0;
    }

    void takeOver(Showing other) {
        batches.clear();
        batches.addAll(other.batches);
        reached.addAll(other.reached);
        share = other.share;
        found = other.found;
    }

    @Override
    public String toString() {
        return share + " show up, " + found + " found nothing, awaited are " + batches;
    }
}
