package dev.sluice.it.values;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A value that changes and is never absent; safe to share. */
public final class Current<T> {

    private final AtomicReference<T> value;

    public Current(T first) {
        this.value = new AtomicReference<>(first);
    }

    /** The value now. */
    public T get() {
        return Objects.requireNonNull(value.get());
    }

    /** From now on it is this. */
    public void set(T next) {
        value.set(next);
    }

    /** From now on it is this; returns what it was. */
    public T getAndSet(T next) {
        return Objects.requireNonNull(value.getAndSet(next));
    }

    /** Sets it to {@code next} if it is the very object {@code expected}; says whether it was. */
    public boolean compareAndSet(T expected, T next) {
        return value.compareAndSet(expected, next);
    }
}
