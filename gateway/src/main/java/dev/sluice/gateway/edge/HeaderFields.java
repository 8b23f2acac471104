package dev.sluice.gateway.edge;

import java.util.List;
import java.util.Optional;

/** The header fields of a request. Names are found in any case. */
@FunctionalInterface
public interface HeaderFields {

    /** No fields at all. */
    HeaderFields NONE = name -> List.of();

    /** The values of a field, one for each line of it; empty when it is not there. */
    List<String> all(String name);

    /** The first value of a field. */
    default Optional<String> first(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** All values of a list field, joined by commas; empty when it is not there. */
    default String list(String name) {
        return String.join(",", all(name));
    }

    /** The value of the first cookie of a name that is not empty. */
    default Optional<String> cookie(String name) {
        for (String line : all("Cookie")) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                    String value = pair.substring(equals + 1).strip();
                    if (!value.isEmpty()) {
                        return Optional.of(value);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
