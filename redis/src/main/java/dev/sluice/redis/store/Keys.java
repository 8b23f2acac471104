package dev.sluice.redis.store;

import dev.sluice.config.policy.StreamId;
import java.nio.charset.StandardCharsets;

/**
 * The names of all keys. The {@code 1} is the layout's version. All keys of a stream share one hash tag, so that one
 * script may change them together; none of them carries a TTL.
 */
public final class Keys {

    /** The layout that this version writes, and the only one that it reads. */
    public static final int LAYOUT = 1;

    private static final String PREFIX = "sluice:" + LAYOUT + ":";

    private Keys() {}

    /** A key of a stream: {@code sluice:1:{demo}:NAME}. */
    public static byte[] ofStream(StreamId stream, String name) {
        return bytes(PREFIX + "{" + stream + "}:" + name);
    }

    /** A pattern of the same key of all streams, as {@code SCAN} takes it. */
    public static String ofStreams(String name) {
        return PREFIX + "{*}:" + name;
    }

    /** A key of the nodes and policies: {@code sluice:1:{policy}:NAME}; no stream has two colons around its tag. */
    public static byte[] ofPolicy(String name) {
        return bytes(PREFIX + ":{policy}:" + name);
    }

    /** A key that all versions share, whatever layout their others have: {@code sluice::{policy}:NAME}. */
    public static byte[] ofAllLayouts(String name) {
        return bytes("sluice::{policy}:" + name);
    }

    private static byte[] bytes(String key) {
        return key.getBytes(StandardCharsets.US_ASCII);
    }
}
