package dev.sluice.redis.policy;

import java.util.List;
import java.util.Optional;

/**
 * Rendezvous hashing (Thaler, Ravishankar 1998): of all candidates, the one whose hash together with the key is the
 * highest. When a candidate goes, only its keys move; each candidate gets about the same share.
 */
final class Rendezvous {

    private Rendezvous() {}

    /** The candidate for a key; empty when there is none. O(candidates). */
    static Optional<String> choose(List<String> candidates, String key) {
        long keyHash = hash(key);
        String best = null;
        long highest = 0;
        for (String candidate : candidates) {
            long weight = mix(hash(candidate) ^ keyHash);
            if (best == null || weight > highest || (weight == highest && candidate.compareTo(best) > 0)) {
                best = candidate;
                highest = weight;
            }
        }
        return Optional.ofNullable(best);
    }

    /** FNV-1a, 64 bits. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return mix(hash);
    }

    /** The finalizer of MurmurHash3. */
    private static long mix(long hash) {
        long first = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        long second = (first ^ (first >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return second ^ (second >>> 33);
    }
}
