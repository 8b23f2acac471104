package dev.sluice.it.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a condition, with a limit. */
final class Await {

    private Await() {}

    /**
     * Returns once {@code condition} holds.
     *
     * @throws IllegalStateException with {@code otherwise} when it doesn't within {@code limit}
     */
    static void until(BooleanSupplier condition, Duration limit, Supplier<String> otherwise) {
        long end = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(otherwise.get());
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted: " + otherwise.get(), e);
            }
        }
    }
}
