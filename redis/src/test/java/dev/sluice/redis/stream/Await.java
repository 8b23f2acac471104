package dev.sluice.redis.stream;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for conditions; the stream's clock runs only while somebody calls, so conditions call. */
final class Await {

    private Await() {}

    static void until(Duration within, BooleanSupplier condition) {
        long deadline = System.nanoTime() + within.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("did not come true within " + within);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Lets the stream's clock run for so long. */
    static void seconds(int seconds, Runnable call) {
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        until(Duration.ofSeconds(seconds + 5L), () -> {
            call.run();
            return System.nanoTime() > end;
        });
    }
}
