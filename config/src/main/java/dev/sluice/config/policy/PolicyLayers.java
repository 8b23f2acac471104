package dev.sluice.config.policy;

import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What makes a policy: the operator's file, the live edits merged over it (RFC 7396), and the overlays laid over both,
 * each over those before it. All as {@link PolicyReader#part} reads them. An overlay has the last word on the settings
 * that it has, and none on the others.
 *
 * @param base the file's part
 * @param patch the live edits
 * @param overlays in the fixed order: schedule, event mode, tail, manual
 */
public record PolicyLayers(ObjectNode base, ObjectNode patch, List<ObjectNode> overlays) {

    public PolicyLayers {
        overlays = List.copyOf(overlays);
    }

    /** The settings in force, defaults not filled in. */
    public ObjectNode merged() {
        ObjectNode merged = MergePatch.merge(MergePatch.merge(JsonNodeFactory.instance.objectNode(), base), patch);
        for (ObjectNode overlay : overlays) {
            merged = MergePatch.merge(merged, overlay);
        }
        return merged;
    }

    /** The policy in force, or all that is wrong with it. A pure function of the layers. */
    public Checked<StreamPolicy> effective() {
        return PolicyReader.read(merged());
    }
}
