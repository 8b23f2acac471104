package dev.sluice.redis.stream;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What holds in the window in which it was noted and in the next one. Windows follow one another, one a call at most. */
final class Spells<K, V> {

    private record Spell<V>(V value, long last) {}

    private final Map<K, Spell<V>> spells = new HashMap<>();
    private long window;
    private long end;

    void turn(long clock, long length) {
        if (clock >= end) {
            window++;
            end = clock + length;
            spells.values().removeIf(spell -> spell.last() < window);
        }
    }

    /** Begins with two windows in which nothing holds, if anything holds now; whether it did. */
    boolean restart(long clock, long length) {
        if (spells.isEmpty()) {
            return false;
        }
        spells.clear();
        window += 2;
        end = clock + length;
        return true;
    }

    long window() {
        return window;
    }

    void note(K key, V value) {
        spells.put(key, new Spell<>(value, window + 1));
    }

    boolean holds(K key) {
        return spells.containsKey(key);
    }

    V value(K key) {
        Spell<V> spell = spells.get(key);
        if (spell == null) {
            throw new IllegalStateException("nothing holds of " + key);
        }
        return spell.value();
    }

    /** The value, noted anew. */
    V refreshed(K key) {
        V value = value(key);
        note(key, value);
        return value;
    }

    void remove(K key) {
        spells.remove(key);
    }

    Set<K> all() {
        return new HashSet<>(spells.keySet());
    }

    void clear() {
        spells.clear();
        window = 0;
        end = 0;
    }

    void takeOver(Spells<K, V> other) {
        spells.clear();
        spells.putAll(other.spells);
        window = other.window;
        end = other.end;
    }
}
