package dev.sluice.config.policy;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * How the values of one Java type are written, read and limited. A text that is what a number or a truth value looks
 * like is one: environment variables are texts.
 */
enum SettingType {
    TEXT(String.class) {
        @Override
        Object parse(JsonNode node, Setting setting) {
            String text = textOf(node);
            check(setting.max().isEmpty() || text.length() <= Integer.parseInt(setting.max()));
            check(text.chars().noneMatch(Character::isISOControl));
            checkShape(text, setting);
            return text;
        }

        @Override
        String expected(Setting setting) {
            if (!setting.shape().isEmpty()) {
                return "a text like " + setting.shape();
            }
            return setting.max().isEmpty() ? "a text" : "a text of at most " + setting.max() + " characters";
        }
    },
    LINK(URI.class) {
        @Override
        Object parse(JsonNode node, Setting setting) throws URISyntaxException {
            URI uri = new URI(textOf(node));
            boolean isPath = !setting.required()
                    && uri.getScheme() == null
                    && uri.getRawPath().startsWith("/");
            check(isPath || isWeb(uri));
            check(!setting.required() || (uri.getRawQuery() == null && uri.getRawFragment() == null));
            return uri;
        }

        @Override
        String expected(Setting setting) {
            return setting.required()
                    ? "a URL, http://host[:port][/path] or https://…, port 1 to 65535, without query"
                    : "a URL of http:// or https://, port 1 to 65535, or a path that starts with /";
        }
    },
    WHOLE_NUMBER(int.class) {
        @Override
        Object parse(JsonNode node, Setting setting) {
            check(node.isIntegralNumber() || node.isString());
            int number = node.isString() ? Integer.parseInt(node.stringValue().strip()) : node.intValue();
            check(setting.min().isEmpty() || number >= Integer.parseInt(setting.min()));
            check(setting.max().isEmpty() || number <= Integer.parseInt(setting.max()));
            return number;
        }

        @Override
        String expected(Setting setting) {
            return "a whole number" + range(setting);
        }

        @Override
        JsonNode write(Object value) {
            return JsonNodeFactory.instance.numberNode((Integer) value);
        }
    },
    TRUTH(boolean.class) {
        @Override
        Object parse(JsonNode node, Setting setting) {
            String text = node.isBoolean() ? String.valueOf(node.booleanValue()) : textOf(node);
            check(text.equals("true") || text.equals("false"));
            return text.equals("true");
        }

        @Override
        String expected(Setting setting) {
            return "true or false";
        }

        @Override
        JsonNode write(Object value) {
            return JsonNodeFactory.instance.booleanNode((Boolean) value);
        }
    },
    TIME(Duration.class) {
        @Override
        Object parse(JsonNode node, Setting setting) {
            Duration duration = Durations.parse(textOf(node));
            check(setting.min().isEmpty() || duration.compareTo(Durations.parse(setting.min())) >= 0);
            check(setting.max().isEmpty() || duration.compareTo(Durations.parse(setting.max())) <= 0);
            return duration;
        }

        @Override
        String expected(Setting setting) {
            return "a duration with its unit, such as 500ms, 45s, 2m or PT45S," + range(setting);
        }

        @Override
        JsonNode write(Object value) {
            return JsonNodeFactory.instance.stringNode(Durations.format((Duration) value));
        }
    },
    RATE(Rate.class) {
        @Override
        Object parse(JsonNode node, Setting setting) {
            return Rate.parse(textOf(node));
        }

        @Override
        String expected(Setting setting) {
            return "none, or 1 to 10000000 a second, minute or hour, such as 200/s, 3000/m, 5/h";
        }
    },
    TEXTS(List.class) {
        @Override
        Object parse(JsonNode node, Setting setting) {
            List<String> texts = new ArrayList<>();
            if (node instanceof ArrayNode array) {
                array.forEach(element -> texts.add(textOf(element)));
            } else {
                String joined = textOf(node).strip();
                String bare = joined.startsWith("[") && joined.endsWith("]")
                        ? joined.substring(1, joined.length() - 1)
                        : joined;
                Arrays.stream(bare.split(","))
                        .map(String::strip)
                        .filter(text -> !text.isEmpty())
                        .forEach(texts::add);
            }
            texts.forEach(text -> checkShape(text, setting));
            check(texts.stream()
                    .noneMatch(text -> Arrays.stream(setting.taken()).anyMatch(text::startsWith)));
            check(texts.size() <= 1_000);
            return texts.stream().distinct().toList();
        }

        @Override
        String expected(Setting setting) {
            String taken = setting.taken().length == 0
                    ? ""
                    : ", none under " + String.join(", ", setting.taken()) + ", which the gateway has";
            return "a list of at most 1000 texts" + taken
                    + (setting.words().isEmpty() ? "" : ", " + setting.words())
                    + (setting.shape().isEmpty() ? "" : ", each like " + setting.shape());
        }

        @Override
        JsonNode write(Object value) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            ((List<?>) value).forEach(text -> array.add(String.valueOf(text)));
            return array;
        }
    };

    private final Class<?> type;

    SettingType(Class<?> type) {
        this.type = type;
    }

    /**
     * Reads a value that is not null.
     *
     * @throws IllegalArgumentException or another, when it is not a value of this type or out of range
     */
    abstract Object parse(JsonNode node, Setting setting) throws URISyntaxException;

    /** What would be right, for people. */
    abstract String expected(Setting setting);

    /** Writes a value; {@link #parse} reads it again. */
    JsonNode write(Object value) {
        return JsonNodeFactory.instance.stringNode(value.toString());
    }

    /** The type for a component, if it is not an enum. */
    static @Nullable SettingType of(Class<?> component) {
        for (SettingType candidate : values()) {
            if (candidate.type == component) {
                return candidate;
            }
        }
        return null;
    }

    /** The constant of an enum that {@code node} names. */
    static Object parseName(JsonNode node, Class<?> type) {
        String text = textOf(node);
        for (Object constant : type.getEnumConstants()) {
            if (name(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException(text);
    }

    /** The names of an enum's constants. */
    static String names(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(SettingType::name).collect(Collectors.joining(", "));
    }

    /** How an enum's constant is written. */
    static String name(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
    }

    private static boolean isWeb(URI uri) {
        boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        boolean reachable = uri.getPort() == -1 || (uri.getPort() >= 1 && uri.getPort() <= 65_535);
        return web && reachable && uri.getHost() != null && uri.getRawUserInfo() == null;
    }

    private static String textOf(JsonNode node) {
        check(node.isString());
        return node.stringValue();
    }

    private static void checkShape(String text, Setting setting) {
        check(setting.shape().isEmpty() || Pattern.matches(setting.shape(), text));
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException();
        }
    }

    private static String range(Setting setting) {
        if (setting.min().isEmpty()) {
            return setting.max().isEmpty() ? "" : " up to " + setting.max();
        }
        return setting.max().isEmpty() ? " from " + setting.min() : " from " + setting.min() + " to " + setting.max();
    }
}
