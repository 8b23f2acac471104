package dev.sluice.it.docs;

import dev.sluice.config.policy.SettingReference;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes {@code docs/configuration.md}: policies from the annotations of their settings, the rest from the metadata that
 * the compiler makes of the Javadoc of {@code @ConfigurationProperties}.
 */
final class ConfigurationReference {

    private static final String METADATA = "META-INF/spring-configuration-metadata.json";
    private static final Map<String, String> MODULES =
            Map.of("gateway", "gateway", "admin", "admin API", "redis", "both", "standalone", "`./sluice up`");
    private static final Map<String, String> TYPES = Map.of(
            "java.time.Duration", "duration",
            "java.net.URI", "URL",
            "java.nio.file.Path", "path",
            "java.io.File", "path",
            "java.lang.String", "text",
            "java.lang.Long", "whole number",
            "java.lang.Integer", "whole number");

    /** One property of a node. */
    record NodeProperty(String name, String type, String fallback, String meaning, String readBy) {}

    private ConfigurationReference() {}

    static String text() throws IOException {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        text.append("| Setting | In JSON | Value | Default | Meaning |\n| --- | --- | --- | --- | --- |\n");
        for (SettingReference setting : SettingReference.all()) {
            row(
                    text,
                    code(setting.property()),
                    setting.property().equals(setting.field()) ? "" : code(setting.field()),
                    cell(setting.expected()),
                    setting.fallback().equals("required") ? "required" : code(setting.fallback()),
                    cell(setting.meaning()));
        }
        text.append(NODES);
        text.append("| Property | Value | Default | Read by | Meaning |\n| --- | --- | --- | --- | --- |\n");
        for (NodeProperty property : nodeProperties()) {
            row(
                    text,
                    code(property.name()),
                    property.type(),
                    code(property.fallback()),
                    property.readBy(),
                    cell(property.meaning()));
        }
        return text.append(END).toString();
    }

    /** Every property under {@code sluice.} that some module's metadata has, by name. */
    static List<NodeProperty> nodeProperties() throws IOException {
        Map<String, NodeProperty> properties = new TreeMap<>();
        List<URL> files =
                Collections.list(ConfigurationReference.class.getClassLoader().getResources(METADATA));
        files.sort(Comparator.comparing(URL::toString));
        for (URL file : files) {
            try (InputStream stream = file.openStream()) {
                for (JsonNode property : JsonMapper.shared().readTree(stream).path("properties")) {
                    if (property.path("name").asString("").startsWith("sluice.")) {
                        NodeProperty read = read(property);
                        properties.put(read.name(), read);
                    }
                }
            }
        }
        return new ArrayList<>(properties.values());
    }

    private static NodeProperty read(JsonNode property) {
        String type = property.path("type").asString("");
        String source = property.path("sourceType").asString("dev.sluice.redis.");
        String title = TYPES.getOrDefault(type, type.startsWith("java.util.List") ? "list" : "one word");
        JsonNode fallback = property.path("defaultValue");
        return new NodeProperty(
                property.path("name").asString(""),
                title,
                fallback.isMissingNode() ? "" : fallback.asString(""),
                property.path("description").asString(""),
                MODULES.getOrDefault(source.split("\\.", -1)[2], source));
    }

    private static void row(StringBuilder text, String... cells) {
        text.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String code(String value) {
        return value.isEmpty() ? "" : "`" + value.replace("|", "\\|") + "`";
    }

    /** Patterns as code, for Markdown would take their stars for emphasis; Javadoc's code likewise. */
    private static String cell(String value) {
        String line = value.replaceAll("\\s+", " ")
                .replaceAll("\\{@code ([^}]+)}", "`$1`")
                .replaceAll("like (\\S+)$", "like `$1`")
                .replace(" with its unit, such as 500ms, 45s, 2m or PT45S,", "")
                .replace("|", "\\|");
        return line.substring(0, 1).toUpperCase(Locale.ROOT) + line.substring(1);
    }

    private static final String INTRODUCTION = """
            # Configuration

            This page is made from the code (`./mvnw verify -pl integration-tests -am -Ddocs=write
            -Dit.test=ConfigurationReferenceIT -Dfailsafe.failIfNoSpecifiedTests=false`); a test holds it to the code.

            Gateways and the admin API read `config/sluice.yml` of the folder that they are started in. Every property may
            also be given on the command line (`--sluice.streams.demo.capacity=200`) or as an environment variable
            (`SLUICE_STREAMS_DEMO_CAPACITY=200`; names in capitals, dots as underlines, dashes left out), which wins over
            the file. What is unknown or out of range stops the start with a message that names property, value and range.
            Unknown is also a first word in the file that is neither `sluice` nor Spring Boot's (`logging`, `management`,
            `server`, `spring` and the like).

            The file is the base. The admin API publishes it to all gateways when it starts; live edits lie over it and
            outlive restarts; overlays lie over both. Until the admin API has published a file, a gateway runs its own.

            ## Streams and overlays

            `sluice.streams.{id}.*` makes a stream, reached at `/live/{id}/…`; the id is 1 to 63 of `a-z`, `0-9` and `-`.
            `sluice.overlays.{name}.*` is a part of a policy with a name, which event mode lays over a stream: it has the
            last word on the settings that it has, and none on the others. Both have the same settings, which are also
            those of the admin API's JSON. Durations are `500ms`, `45s`, `2m`, `4h`, `1d`, or ISO-8601 (`PT45S`). In a
            live edit `null` goes back to the file's value; no limit is the word `none`.

            """;

    private static final String NODES = """

            ## Nodes

            """;

    private static final String END = """

            A list's elements are numbered: `sluice.tokens.keys[0].id`, `sluice.tokens.keys[0].secret`;
            `sluice.admin.keys[0].name`, `.role`, `.hash`. Everything else is Spring Boot's: `server.port` (8080, admin API
            8081), `management.server.port` (9080, 9081), `logging.level.*`, `spring.ssl.bundle.*`.
            """;
}
