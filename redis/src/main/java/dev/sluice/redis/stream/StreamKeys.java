package dev.sluice.redis.stream;

import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.store.Keys;
import java.util.ArrayList;
import java.util.List;

/** The keys of one stream, in the order in which its scripts take them. */
final class StreamKeys {

    static final int CHUNK = 65_536;

    private final StreamId stream;
    private final List<byte[]> fixed;
    private final byte[] chunksKey;

    StreamKeys(StreamId stream) {
        this.stream = stream;
        this.chunksKey = key("chunks");
        this.fixed = List.of(
                key("state"),
                key("freed"),
                key("counts"),
                key("scratch:0"),
                key("scratch:1"),
                key("moves:0"),
                key("moves:1"));
    }

    /** The keys of a call, in the scripts' order, that may touch {@code arrays} strings of slots and these chunks of tickets. */
    List<byte[]> of(int arrays, List<Long> chunks) {
        List<byte[]> keys = new ArrayList<>(fixed.size() + arrays + 5 * chunks.size() + 1);
        keys.addAll(fixed);
        for (int array = 0; array < arrays; array++) {
            keys.add(key("slots:" + array));
        }
        for (long chunk : chunks) {
            keys.add(key("present:0:" + chunk));
            keys.add(key("present:1:" + chunk));
            keys.add(key("claiming:0:" + chunk));
            keys.add(key("claiming:1:" + chunk));
            keys.add(key("claimed:" + chunk));
        }
        keys.add(chunksKey);
        return keys;
    }

    private byte[] key(String name) {
        return Keys.ofStream(stream, name);
    }
}
