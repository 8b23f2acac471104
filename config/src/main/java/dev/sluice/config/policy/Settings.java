package dev.sluice.config.policy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** The settings of {@link StreamPolicy}, found by reflection once: what reads, writes and documents them. */
final class Settings {

    /** One setting. */
    record Entry(
            RecordComponent component,
            Setting setting,
            @Nullable SettingType type) {

        String name() {
            return component.getName();
        }

        boolean isOptional() {
            return setting.fallback().isEmpty() && !setting.required();
        }

        String expected() {
            return type == null ? "one of " + SettingType.names(component.getType()) : type.expected(setting);
        }

        /** The value that {@code node} stands for; empty for none, which an empty text of an optional setting is. */
        Optional<Object> parse(JsonNode node) throws URISyntaxException {
            if (isOptional() && node.isString() && node.stringValue().isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(
                    type == null ? SettingType.parseName(node, component.getType()) : type.parse(node, setting));
        }

        JsonNode write(@Nullable Object value) {
            if (value == null) {
                return JsonNodeFactory.instance.nullNode();
            }
            return type == null ? JsonNodeFactory.instance.stringNode(SettingType.name(value)) : type.write(value);
        }

        @Nullable
        Object fallback() {
            if (setting.fallback().isEmpty()) {
                return null;
            }
            try {
                return parse(JsonNodeFactory.instance.stringNode(setting.fallback()))
                        .orElse(null);
            } catch (URISyntaxException | RuntimeException e) {
                throw new IllegalStateException("the default of " + name() + " is not " + expected(), e);
            }
        }

        @Nullable
        Object of(StreamPolicy policy) {
            try {
                return component.getAccessor().invoke(policy);
            } catch (IllegalAccessException | InvocationTargetException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final Map<String, Entry> BY_UNIFORM_NAME = entries();

    private Settings() {}

    /** All settings, in the order of the record. */
    static List<Entry> all() {
        return List.copyOf(BY_UNIFORM_NAME.values());
    }

    /** The setting that is meant by a name, however it is spelled. */
    static Optional<Entry> find(String name) {
        return Optional.ofNullable(BY_UNIFORM_NAME.get(SettingName.uniform(name)));
    }

    /** The policy with these values, in the order of {@link #all()}. */
    static StreamPolicy policy(List<@Nullable Object> values) {
        Class<?>[] types =
                all().stream().map(entry -> entry.component().getType()).toArray(Class<?>[]::new);
        try {
            return StreamPolicy.class.getDeclaredConstructor(types).newInstance(values.toArray());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Entry> entries() {
        Map<String, Entry> entries = new LinkedHashMap<>();
        List<String> unknown = new ArrayList<>();
        for (RecordComponent component : Arrays.asList(StreamPolicy.class.getRecordComponents())) {
            Setting setting = component.getAnnotation(Setting.class);
            SettingType type = SettingType.of(component.getType());
            if (setting == null || (type == null && !component.getType().isEnum())) {
                unknown.add(component.getName());
            } else {
                entries.put(SettingName.uniform(component.getName()), new Entry(component, setting, type));
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalStateException(
                    "settings without documentation, or of a type without a reader: " + unknown);
        }
        return entries;
    }
}
