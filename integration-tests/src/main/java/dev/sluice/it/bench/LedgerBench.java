package dev.sluice.it.bench;

import dev.sluice.it.process.RedisServer;
import dev.sluice.redis.stream.StreamScripts;
import dev.sluice.redis.waitingroom.Ticket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code ./sluice bench ledger}: what one stream's slots cost one Redis. Rates are by the processor time of Redis' main
 * thread, which is what one core of Redis can do; whatever else the machine does meanwhile hardly moves them.
 */
@Command(
        name = "ledger",
        description = "Slots on a real Redis: bytes a slot, grants, renewals and scans a second, the longest script.",
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init") // picocli sets them
final class LedgerBench implements Callable<Integer> {

    private static final int PIECE = 4_096;
    private static final int ENTRY_BYTES = 15;
    private static final int RENEWAL_BYTES = 23;
    private static final long SEED = 20_240_812;

    @Mixin
    private BenchOptions options = new BenchOptions();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<Integer> sizes = options.small() ? List.of(50_000) : List.of(1_000_000, 4_000_000, 8_000_000);
        List<Figure> figures = new ArrayList<>();
        Conditions conditions = Conditions.here();
        for (int size : sizes) {
            Path folder = Files.createTempDirectory("sluice-ledger");
            try (RedisServer redis = RedisServer.start(folder, RedisServer.Memory.NONE)) {
                conditions.with("redis", RedisFigures.of(redis, "server", "redis_version"));
                new Run(redis, size, options.small() ? 20_000 : 2_000_000).into(figures);
            }
        }
        conditions
                .with("batch of grants", StreamScripts.NEWCOMERS)
                .with("batch of renewals", StreamScripts.RENEWALS)
                .with("batch of releases", StreamScripts.ENTRIES)
                .with("seed", SEED);
        return options.publish(
                new Report(
                        "ledger",
                        "one stream's slots in one Redis, scripts called as fast as it answers",
                        conditions,
                        figures),
                spec.commandLine().getOut());
    }

    /** One size. */
    private static final class Run {

        private final RedisServer redis;
        private final int size;
        private final int renewals;
        private final String of;
        private final SplittableRandom random = new SplittableRandom(SEED);
        private final short[] tags;

        Run(RedisServer redis, int size, int renewals) {
            this.redis = redis;
            this.size = size;
            this.renewals = renewals;
            this.of = size >= 1_000_000 ? size / 1_000_000 + " M slots" : size + " slots";
            this.tags = new short[size];
        }

        void into(List<Figure> figures) {
            redis.command("CONFIG", "SET", "latency-tracking-info-percentiles", "50 99 99.9 100");
            try (RedisLedger ledger = new RedisLedger(redis.address(), size)) {
                long first = ledger.begin();
                RedisFigures before = RedisFigures.of(redis);
                admit(ledger, first, size);
                RedisFigures full = RedisFigures.of(redis);
                figures.add(Figure.atMost(
                        5, Figure.of(of, "memory", (double) (full.memory() - before.memory()) / size, "bytes a slot")));
                figures.add(Figure.atLeast(1e6, Figure.of(of, "grants, new slots", full.rate(before, size), "/s")));
                int again = Math.min(size, renewals);
                release(ledger, first, again);
                RedisFigures released = RedisFigures.of(redis);
                figures.add(Figure.of(of, "releases", released.rate(full, again), "/s"));
                admit(ledger, first + size, again);
                RedisFigures regranted = RedisFigures.of(redis);
                figures.add(Figure.atLeast(
                        1e6, Figure.of(of, "grants, freed slots", regranted.rate(released, again), "/s")));
                renew(ledger, first);
                RedisFigures renewed = RedisFigures.of(redis);
                figures.add(Figure.atLeast(0.4e6, Figure.of(of, "renewals", renewed.rate(regranted, renewals), "/s")));
                int pieces = size / PIECE + 1;
                scan(ledger, pieces);
                figures.add(
                        Figure.of(of, "scans", RedisFigures.of(redis).rate(renewed, (long) pieces * PIECE), "slots/s"));
            }
            figures.add(Figure.of(of, "script, median", RedisFigures.scriptMicros(redis, "50"), "us"));
            figures.add(Figure.atMost(
                    1_000, Figure.of(of, "script, p99.9", RedisFigures.scriptMicros(redis, "99.9"), "us")));
            figures.add(Figure.of(of, "script, longest", RedisFigures.scriptMicros(redis, "100"), "us"));
        }

        private void admit(RedisLedger ledger, long firstNumber, int n) {
            int[] granted = {0};
            for (int done = 0; done < n; done += StreamScripts.NEWCOMERS) {
                int batch = Math.min(StreamScripts.NEWCOMERS, n - done);
                byte[] drawn = new byte[2 * batch];
                random.nextBytes(drawn);
                ledger.call(
                        StreamScripts.ADMIT,
                        RedisLedger.chunks(firstNumber + done, firstNumber + done + batch - 1),
                        List.of(RedisLedger.text(batch), drawn),
                        answer -> granted[0] += learn((byte[]) answer.get(0)));
            }
            ledger.settle();
            if (granted[0] != n) {
                throw new IllegalStateException(granted[0] + " of " + n + " were granted");
            }
        }

        private int learn(byte[] slots) {
            ByteBuffer buffer = ByteBuffer.wrap(slots);
            while (buffer.hasRemaining()) {
                tags[buffer.getInt()] = buffer.getShort();
            }
            return slots.length / 6;
        }

        private void release(RedisLedger ledger, long first, int n) {
            int[] freed = {0};
            for (int done = 0; done < n; done += StreamScripts.ENTRIES) {
                int batch = Math.min(StreamScripts.ENTRIES, n - done);
                ByteBuffer entries = ByteBuffer.allocate(ENTRY_BYTES * batch);
                for (int i = 0; i < batch; i++) {
                    int slot = done + i;
                    entries.putInt(slot)
                            .putShort(tags[slot])
                            .putLong(first + slot)
                            .put((byte) 0);
                }
                List<Long> chunks = new ArrayList<>(RedisLedger.chunks(first + done, first + done + batch - 1L));
                chunks.addAll(RedisLedger.chunks(
                        Ticket.RETURNER + first + done, Ticket.RETURNER + first + done + batch - 1L));
                ledger.call(
                        StreamScripts.RELEASE,
                        chunks,
                        List.of(entries.array()),
                        answer -> freed[0] += ((Long) answer.get(0)).intValue());
            }
            ledger.settle();
            if (freed[0] != n) {
                throw new IllegalStateException(freed[0] + " of " + n + " were freed");
            }
        }

        private void renew(RedisLedger ledger, long first) {
            int[] renewed = {0};
            for (int done = 0; done < renewals; done += StreamScripts.RENEWALS) {
                int batch = Math.min(StreamScripts.RENEWALS, renewals - done);
                ByteBuffer entries = ByteBuffer.allocate(RENEWAL_BYTES * batch);
                for (int i = 0; i < batch; i++) {
                    int slot = random.nextInt(size);
                    entries.putInt(slot)
                            .putShort(tags[slot])
                            .putLong(first + slot)
                            .putLong(0)
                            .put((byte) 0);
                }
                byte[] drawn = new byte[2 * batch];
                ledger.call(StreamScripts.RENEW, List.of(), List.of(entries.array(), drawn), answer -> {
                    for (byte one : (byte[]) answer.get(0)) {
                        renewed[0] += one;
                    }
                });
            }
            ledger.settle();
            if (renewed[0] != renewals) {
                throw new IllegalStateException(renewed[0] + " of " + renewals + " were renewed");
            }
        }

        private static void scan(RedisLedger ledger, int pieces) {
            for (int i = 0; i < pieces; i++) {
                ledger.call(StreamScripts.REAP, List.of(), List.of(), answer -> {});
            }
            ledger.settle();
        }
    }
}
