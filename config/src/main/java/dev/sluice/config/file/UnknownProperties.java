package dev.sluice.config.file;

import dev.sluice.config.policy.SettingName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Properties under {@code sluice.} that nobody reads. What this module's class path reads is told by the metadata of
 * {@code @ConfigurationProperties}; a section that another module has is left to that module. Environment variables are
 * not looked at: Kubernetes makes some of its own, such as {@code SLUICE_REDIS_PORT}, for a service of that name.
 */
final class UnknownProperties {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("sluice");
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    /** All sections of all modules; a test of {@code integration-tests} holds them together. */
    static final List<String> SECTIONS = List.of(
            "streams",
            "overlays",
            "node-id",
            "state-dir",
            "cluster",
            "redis",
            "tokens",
            "trusted-proxies",
            "forwarded-headers",
            "patience",
            "remembered-sessions",
            "port-file",
            "config-file",
            "public-url",
            "admin",
            "standalone");

    /** These are read setting by setting, by {@link OperatorFile}. */
    private static final List<String> READ_ELSEWHERE = List.of("streams", "overlays");

    private UnknownProperties() {}

    static List<WrongProperty> find(ConfigurableEnvironment environment) {
        Map<String, Boolean> known = known();
        Map<String, WrongProperty> unknown = new TreeMap<>();
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            boolean isEnvironment = isEnvironment(source);
            if (source instanceof IterableConfigurationPropertySource properties && !isEnvironment) {
                properties.stream()
                        .filter(ROOT::isAncestorOf)
                        .forEach(name -> problem(known, name)
                                .ifPresent(expected ->
                                        unknown.putIfAbsent(name.toString(), wrong(properties, name, expected))));
            }
        }
        return List.copyOf(unknown.values());
    }

    private static boolean isEnvironment(ConfigurationPropertySource source) {
        return source.getUnderlyingSource() instanceof PropertySource<?> underlying
                && underlying.getName().contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
    }

    /** What would have been right; empty when the property is known, or somebody else's. */
    private static Optional<String> problem(Map<String, Boolean> known, ConfigurationPropertyName name) {
        String section = name.getElement(1, Form.DASHED);
        if (READ_ELSEWHERE.contains(section)) {
            return Optional.empty();
        }
        String path = dashed(name, name.getNumberOfElements());
        if (known.containsKey(path) || isInsideOne(known, name)) {
            return Optional.empty();
        }
        List<String> siblings = known.keySet().stream()
                .filter(property -> property.startsWith("sluice." + section + "."))
                .toList();
        if (!siblings.isEmpty()) {
            return Optional.of(meant(path, siblings, "a property of sluice." + section));
        }
        List<String> sections =
                SECTIONS.stream().map(other -> "sluice." + other).toList();
        return SECTIONS.contains(section)
                ? Optional.empty()
                : Optional.of(meant("sluice." + section, sections, "a section of sluice"));
    }

    /** Whether it is an element of a list or map that is known; those are bound, and checked, as a whole. */
    private static boolean isInsideOne(Map<String, Boolean> known, ConfigurationPropertyName name) {
        for (int size = 2; size < name.getNumberOfElements(); size++) {
            if (known.getOrDefault(dashed(name, size), false)) {
                return true;
            }
        }
        return false;
    }

    private static String meant(String written, List<String> known, String what) {
        return SettingName.closest(written, known)
                .map(close -> what + "; did you mean " + close + "?")
                .orElse(what + ": " + String.join(", ", new TreeSet<>(known)));
    }

    private static String dashed(ConfigurationPropertyName name, int size) {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            elements.add(name.getElement(i, Form.DASHED));
        }
        return String.join(".", elements);
    }

    private static WrongProperty wrong(
            IterableConfigurationPropertySource source, ConfigurationPropertyName name, String expected) {
        ConfigurationProperty property = source.getConfigurationProperty(name);
        String where = property == null || property.getOrigin() == null ? null : String.valueOf(property.getOrigin());
        return new WrongProperty(
                name.toString(), property == null ? "" : String.valueOf(property.getValue()), expected, where);
    }

    /** Each property that the class path reads, and whether it has elements of its own. */
    private static Map<String, Boolean> known() {
        Map<String, Boolean> known = new TreeMap<>();
        try {
            Enumeration<URL> files = UnknownProperties.class.getClassLoader().getResources(METADATA);
            while (files.hasMoreElements()) {
                try (InputStream file = files.nextElement().openStream()) {
                    for (JsonNode property : JsonMapper.shared().readTree(file).path("properties")) {
                        String type = property.path("type").asString("");
                        known.put(
                                property.path("name").asString(""),
                                type.startsWith("java.util.") || type.endsWith("[]"));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        known.keySet().removeIf(name -> !name.startsWith("sluice."));
        return known;
    }
}
