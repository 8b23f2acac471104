package dev.sluice.redis.policy;

import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.policy.PolicySnapshot.Changes;
import dev.sluice.redis.policy.PolicySnapshot.Overlays;
import dev.sluice.redis.store.StateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the node last ran, on its disk: it starts with it while the store does not answer. The file is replaced whole,
 * so that a crash leaves the one before. A disk that fails is logged, and the node goes on without. What was kept of
 * another cluster does not count: the node would write it into this one, if that has nothing yet.
 */
final class LastGoodPolicy {

    private static final Logger LOG = LoggerFactory.getLogger(LastGoodPolicy.class);
    private static final int LAYOUT = 1;

    private final Path file;
    private final String cluster;

    LastGoodPolicy(Path file, String cluster) {
        this.file = file;
        this.cluster = cluster;
    }

    /** What was written last; empty when there is none, or it cannot be read. */
    Optional<PolicySnapshot> read() {
        try {
            JsonNode kept = JsonMapper.shared().readTree(Files.readString(file));
            // a version that knew of no clusters left none
            String of = kept.path("cluster").asString(cluster);
            if (of.equals(cluster)) {
                return Optional.of(snapshot(kept));
            }
            LOG.warn(
                    "The last good policy in {} is not used: it is of cluster {}, and this node is of {}. It is replaced as"
                            + " soon as there are policies here. If this is the same cluster and only Redis' address has"
                            + " changed, its Redis has them. To take them along into a new Redis, set sluice.cluster={}.",
                    file,
                    of,
                    cluster,
                    of);
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            LOG.warn(
                    "The last good policy in {} cannot be read ({}): starting without it. It is replaced as soon as Redis"
                            + " answers.",
                    file,
                    e.getMessage());
            return Optional.empty();
        }
    }

    /** Replaces what was written before. Blocks. */
    void write(PolicySnapshot snapshot) {
        try {
            StateFile.replace(file, json(snapshot).toString());
        } catch (IOException e) {
            LOG.warn(
                    "The last good policy cannot be written to {} ({}): this node could not start without Redis. Check"
                            + " sluice.state-dir.",
                    file,
                    e.toString());
        }
    }

    private ObjectNode json(PolicySnapshot snapshot) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("layout", LAYOUT);
        json.put("cluster", cluster);
        json.put("revision", snapshot.revision().toString());
        ObjectNode overlays = json.putObject("overlays");
        overlays.put("revision", snapshot.overlaysRevision().toString());
        overlays.put("document", DocumentText.writeOverlays(snapshot.overlays()));
        ObjectNode streams = json.putObject("streams");
        snapshot.documents().forEach((id, document) -> {
            ObjectNode stream = streams.putObject(id.value());
            stream.put("revision", document.revision().toString());
            stream.put("document", DocumentText.write(document));
        });
        return json;
    }

    private static PolicySnapshot snapshot(JsonNode json) {
        if (json.path("layout").asInt(0) != LAYOUT) {
            throw new IllegalArgumentException("its layout is " + json.path("layout") + ", not " + LAYOUT);
        }
        Map<StreamId, StreamDocument> documents = new HashMap<>();
        json.path("streams").properties().forEach(member -> {
            StreamId id = new StreamId(member.getKey());
            documents.put(id, DocumentText.read(id, revision(member.getValue()), text(member.getValue())));
        });
        JsonNode overlays = json.path("overlays");
        Overlays byName = new Overlays(revision(overlays), DocumentText.readOverlays(text(overlays)));
        return PolicySnapshot.EMPTY.with(revision(json), new Changes(documents, Optional.of(byName)));
    }

    private static Revision revision(JsonNode json) {
        return Revision.parse(json.path("revision").asString(""));
    }

    private static String text(JsonNode json) {
        return json.path("document").asString("");
    }
}
