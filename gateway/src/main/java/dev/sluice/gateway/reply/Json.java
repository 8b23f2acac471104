package dev.sluice.gateway.reply;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** Writes documents. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private Json() {}

    static String write(Map<String, ?> document) {
        return MAPPER.writeValueAsString(document);
    }
}
