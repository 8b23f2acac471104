package dev.sluice.admin.policy;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A request's body: one JSON object, each of its members once. */
sealed interface Body {

    /**
     * An object.
     *
     * @param object itself
     */
    record Read(ObjectNode object) implements Body {}

    /**
     * Something else.
     *
     * @param why what is wrong, for people
     */
    record Malformed(String why) implements Body {}

    JsonMapper STRICT = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static Body of(Optional<String> text) {
        try {
            JsonNode tree = STRICT.readTree(text.orElse(""));
            return tree instanceof ObjectNode object
                    ? new Read(object)
                    : new Malformed("The body has to be a JSON object, such as {\"capacity\": 200}.");
        } catch (JacksonException e) {
            String where = e.getLocation() == null
                    ? ""
                    : " in line " + e.getLocation().getLineNr() + ", column "
                            + e.getLocation().getColumnNr();
            return new Malformed("The body is not JSON" + where + ": " + e.getOriginalMessage());
        }
    }
}
