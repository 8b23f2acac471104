package dev.sluice.redis.policy;

/**
 * Who this node is.
 *
 * @param id its name
 * @param kind what it is
 * @param version the software's version
 */
record NodeIdentity(String id, NodeKind kind, String version) {

    NodeIdentity {
        if (id.isBlank() || id.length() > 128 || !id.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    "sluice.node-id: '" + id + "' (expected: 1 to 128 visible ASCII characters without blanks)");
        }
    }
}
