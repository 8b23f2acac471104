package dev.sluice.it.bench;

import dev.sluice.it.process.RedisServer;
import java.util.Arrays;

/**
 * What Redis says of itself.
 *
 * @param memory bytes used
 * @param mainThreadSeconds processor time of the thread that runs commands and scripts
 */
record RedisFigures(long memory, double mainThreadSeconds) {

    static RedisFigures of(RedisServer redis) {
        return new RedisFigures(
                Long.parseLong(of(redis, "memory", "used_memory")),
                Double.parseDouble(of(redis, "cpu", "used_cpu_user_main_thread"))
                        + Double.parseDouble(of(redis, "cpu", "used_cpu_sys_main_thread")));
    }

    /** How many a second of processor time since {@code before}. */
    double rate(RedisFigures before, long count) {
        return count / Math.max(1e-6, mainThreadSeconds - before.mainThreadSeconds);
    }

    /** A percentile of how long scripts ran, microseconds; Redis has to be told to keep it. */
    static double scriptMicros(RedisServer redis, String percentile) {
        String all = of(redis, "latencystats", "latency_percentiles_usec_evalsha");
        return Arrays.stream(all.split(","))
                .filter(one -> one.startsWith("p" + percentile + "="))
                .mapToDouble(one -> Double.parseDouble(one.substring(one.indexOf('=') + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Redis keeps no p" + percentile + ": " + all));
    }

    static String of(RedisServer redis, String section, String name) {
        return redis.command("INFO", section)
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("INFO " + section + " has no " + name));
    }
}
