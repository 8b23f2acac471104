package dev.sluice.config.policy;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON merge patch, RFC 7396: members of the patch replace those of the target, {@code null} takes them away. */
public final class MergePatch {

    private MergePatch() {}

    /** The target with the patch merged into it; neither is changed. */
    public static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode members)) {
            return patch.deepCopy();
        }
        ObjectNode merged =
                target instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : members.properties()) {
            if (member.getValue().isNull()) {
                merged.remove(member.getKey());
            } else {
                merged.set(member.getKey(), apply(merged.path(member.getKey()), member.getValue()));
            }
        }
        return merged;
    }

    /** {@link #apply} for two objects. */
    public static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        return (ObjectNode) apply(target, patch);
    }
}
