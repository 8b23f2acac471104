package dev.sluice.redis.policy;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A script's reply, or a table inside one.
 *
 * @param fields numbers as {@link Long}, texts as bytes, tables as lists
 */
record Reply(List<Object> fields) {

    /** Whether its first field is {@code OK}. */
    boolean isOk() {
        return "OK".equals(text(0));
    }

    long number(int index) {
        return (Long) fields.get(index);
    }

    String text(int index) {
        return new String((byte[]) fields.get(index), StandardCharsets.UTF_8);
    }

    /** A table of tables. */
    List<Reply> table(int index) {
        return list(index).stream().map(row -> new Reply(cast(row))).toList();
    }

    /** A table of texts. */
    List<String> texts(int index) {
        return list(index).stream()
                .map(text -> new String((byte[]) text, StandardCharsets.UTF_8))
                .toList();
    }

    private List<Object> list(int index) {
        return cast(fields.get(index));
    }

    @SuppressWarnings("unchecked") // that is how tables arrive
    private static List<Object> cast(Object table) {
        return (List<Object>) table;
    }
}
