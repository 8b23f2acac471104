package dev.sluice.config.file;

import dev.sluice.config.policy.SettingName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.ConfigurableEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The properties {@code prefix.NAME.SETTING} of all sources as a tree. A source of higher precedence wins setting by
 * setting; a list is taken whole from one source. All values are texts.
 */
final class PropertyTree {

    /** The settings of one name, by their uniform spelling. */
    private record Named(String name, Map<String, Leaf> settings) {

        /** With what a source of lower precedence has; environment variables cannot spell a name's dashes. */
        Named under(Named lower) {
            Map<String, Leaf> both = new LinkedHashMap<>(lower.settings);
            both.putAll(settings);
            return new Named(lower.name.contains("-") ? lower.name : name, both);
        }
    }

    /** A setting as its source has it. */
    private record Leaf(
            String name, JsonNode value, @Nullable String where) {}

    private final ConfigurationPropertyName prefix;
    private final PropertySourcesPlaceholdersResolver placeholders;
    private final Map<String, Named> byName = new LinkedHashMap<>();

    private PropertyTree(String prefix, ConfigurableEnvironment environment) {
        this.prefix = ConfigurationPropertyName.of(prefix);
        this.placeholders = new PropertySourcesPlaceholdersResolver(environment);
    }

    static PropertyTree read(String prefix, ConfigurableEnvironment environment) {
        PropertyTree tree = new PropertyTree(prefix, environment);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource properties) {
                tree.add(properties);
            }
        }
        return tree;
    }

    /** What is named under the prefix: its settings as an object, in order of the names. */
    Map<String, ObjectNode> objects() {
        Map<String, ObjectNode> objects = new TreeMap<>();
        for (Named named : byName.values()) {
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            named.settings().values().forEach(leaf -> object.set(leaf.name(), leaf.value()));
            objects.put(named.name(), object);
        }
        return objects;
    }

    /** Where a setting stands; null when it is nowhere. */
    @Nullable
    String where(String name, String setting) {
        Named named = byName.get(SettingName.uniform(name));
        Leaf leaf = named == null ? null : named.settings().get(SettingName.uniform(setting));
        return leaf == null ? null : leaf.where();
    }

    private void add(IterableConfigurationPropertySource source) {
        Map<String, Named> here = new LinkedHashMap<>();
        source.stream().filter(prefix::isAncestorOf).forEach(name -> {
            ConfigurationProperty property = source.getConfigurationProperty(name);
            if (property != null) {
                add(here, name, property);
            }
        });
        here.forEach((uniform, found) -> byName.merge(uniform, found, Named::under));
    }

    private void add(Map<String, Named> here, ConfigurationPropertyName name, ConfigurationProperty property) {
        int depth = prefix.getNumberOfElements();
        String id = name.getElement(depth, Form.ORIGINAL);
        Named named = here.computeIfAbsent(SettingName.uniform(id), uniform -> new Named(id, new LinkedHashMap<>()));
        if (name.getNumberOfElements() == depth + 1) {
            return;
        }
        String setting = name.getElement(depth + 1, Form.ORIGINAL);
        JsonNode value = JsonNodeFactory.instance.stringNode(text(property));
        String where = where(property);
        if (name.getNumberOfElements() > depth + 2) {
            JsonNode before = named.settings()
                    .getOrDefault(SettingName.uniform(setting), new Leaf(setting, value, where))
                    .value();
            value = nested(name, depth + 2, before, value);
        }
        named.settings().put(SettingName.uniform(setting), new Leaf(setting, value, where));
    }

    /** A list with the value added, or an object, which no setting is and which the reader refuses. */
    private static JsonNode nested(ConfigurationPropertyName name, int depth, JsonNode before, JsonNode value) {
        if (name.isNumericIndex(depth) && name.getNumberOfElements() == depth + 1) {
            var list = before.isArray() ? before.asArray() : JsonNodeFactory.instance.arrayNode();
            return list.add(value);
        }
        var object = before.isObject() ? before.asObject() : JsonNodeFactory.instance.objectNode();
        return object.set(name.getElement(depth, Form.ORIGINAL), value);
    }

    private String text(ConfigurationProperty property) {
        Object resolved = placeholders.resolvePlaceholders(property.getValue());
        return resolved == null ? "" : resolved.toString();
    }

    private static String where(ConfigurationProperty property) {
        Origin origin = property.getOrigin();
        return origin == null ? String.valueOf(property.getSource()) : origin.toString();
    }
}
