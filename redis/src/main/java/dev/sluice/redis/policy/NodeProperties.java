package dev.sluice.redis.policy;

import dev.sluice.redis.store.StoreProperties;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The node itself, {@code sluice.*}.
 *
 * @param nodeId the node's name among all nodes; left out, the host's name and a random number
 * @param stateDir the folder for what the node keeps over a restart: the last good policy, and keys of the admin API
 * @param cluster the name of all nodes of one Redis together: what a node kept of a cluster of another name, it does not
 *     bring along; left out, the address of Redis
 * @param patience how long no policy is written into a Redis that was started again, nor a file into one that has nothing
 *     yet: a node that knows later policies writes them back within a second
 */
@ConfigurationProperties("sluice")
public record NodeProperties(
        @Nullable String nodeId,
        @DefaultValue(".sluice") Path stateDir,
        @Nullable String cluster,
        @DefaultValue("2s") Duration patience) {

    /** The name as given, or one made of the host's name and a random number. */
    String idOrRandom() {
        if (nodeId != null && !nodeId.isBlank()) {
            return nodeId;
        }
        byte[] random = new byte[3];
        new SecureRandom().nextBytes(random);
        return hostName() + "-" + HexFormat.of().formatHex(random);
    }

    /** The cluster's name. */
    public String cluster(StoreProperties store) {
        return cluster == null || cluster.isBlank() ? store.address() : cluster;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "node";
        }
    }
}
