package dev.sluice.redis.policy;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.PolicyReader;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.redis.policy.WriteDecision.Written;
import java.util.Map;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One line for each write that changed something: who, what, and the fields before and after. The node that writes logs it:
 * the admin API what its callers ask for, any node what a time in a document asks for.
 */
public final class AuditLog {

    /** For a write that no key asked for; no key can be called so. */
    static final String NO_KEY = "(none)";

    private static final Logger LOG = LoggerFactory.getLogger("sluice.audit");

    private AuditLog() {}

    /** Logs a write, unless it changed nothing. */
    public static void wrote(String key, String action, Written written, Map<String, ObjectNode> overlays) {
        if (written.before().revision().equals(written.after().revision())) {
            return;
        }
        LOG.info("{}", line(key, action, written, overlays));
    }

    /** Logs a write of which nobody knows whether it was done; if it was, and the store says so later, {@link #wrote} too. */
    public static void unanswered(String key, String action, StreamId id) {
        LOG.info("key={} action={} stream={} outcome=unknown: Redis did not answer in time", key, action, id);
    }

    /** Logs a write that was not made, because the store could not be asked. */
    public static void notWritten(String key, String action, StreamId id) {
        LOG.info("key={} action={} stream={} outcome=refused: Redis is lost, nothing was changed", key, action, id);
    }

    private static String line(String key, String action, Written written, Map<String, ObjectNode> overlays) {
        ObjectNode before = fields(written.before(), overlays);
        ObjectNode after = fields(written.after(), overlays);
        ObjectNode was = JsonNodeFactory.instance.objectNode();
        ObjectNode is = JsonNodeFactory.instance.objectNode();
        TreeSet<String> names = new TreeSet<>(before.propertyNames());
        names.addAll(after.propertyNames());
        for (String name : names) {
            JsonNode old = before.path(name);
            JsonNode now = after.path(name);
            if (!old.equals(now)) {
                was.set(name, old.isMissingNode() ? JsonNodeFactory.instance.nullNode() : old);
                is.set(name, now.isMissingNode() ? JsonNodeFactory.instance.nullNode() : now);
            }
        }
        return "key=" + key + " action=" + action + " stream=" + written.after().id() + " revision="
                + written.after().revision() + " before=" + was + " after=" + is;
    }

    /** The settings in force, and what they come from where it is not the settings themselves. */
    private static ObjectNode fields(StreamDocument document, Map<String, ObjectNode> overlays) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        if (!document.isPresent()) {
            return fields;
        }
        if (document.effective(overlays) instanceof Checked.Valid<StreamPolicy> valid) {
            fields.setAll(PolicyReader.write(valid.value()));
        }
        document.patch().properties().forEach(edit -> fields.set("patch." + edit.getKey(), edit.getValue()));
        document.eventMode().ifPresent(event -> fields.set("eventMode", DocumentText.write(event)));
        document.tail().ifPresent(tail -> fields.set("tail", tail));
        return fields;
    }
}
