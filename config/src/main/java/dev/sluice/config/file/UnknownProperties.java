package dev.sluice.config.file;

import dev.sluice.config.policy.SettingName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

/**
 * Properties under {@code sluice.} that nobody reads, and words of a file that neither Sluice nor Spring Boot knows. What this
 * module's class path reads is told by the metadata of
 * {@code @ConfigurationProperties}; a section that another module has is left to that module. Environment variables are
 * not looked at: Kubernetes makes some of its own, such as {@code SLUICE_REDIS_PORT}, for a service of that name.
 */
final class UnknownProperties {

    private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of("sluice");

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

    /** How Boot names the sources that it makes of files, those of the class path not among them. */
    private static final String FILE = "Config resource 'file [";

    private UnknownProperties() {}

    static List<WrongProperty> find(ConfigurableEnvironment environment) {
        Map<String, Boolean> known = Metadata.ofClassPath().sluice();
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
            if (source instanceof IterableConfigurationPropertySource properties
                    && source.getUnderlyingSource() instanceof PropertySource<?> underlying
                    && underlying.getName().startsWith(FILE)) {
                words(properties).forEach(unknown::putIfAbsent);
            }
        }
        return List.copyOf(unknown.values());
    }

    /** The first words of a file that nobody reads. */
    private static Map<String, WrongProperty> words(IterableConfigurationPropertySource file) {
        Set<String> words = Metadata.ofClassPath().words();
        Map<String, WrongProperty> unknown = new TreeMap<>();
        file.stream()
                .filter(name -> !words.contains(name.getElement(0, Form.DASHED)))
                .forEach(name -> {
                    String word = name.getElement(0, Form.DASHED);
                    String expected = SECTIONS.contains(word)
                            ? "a word of Sluice's or Spring Boot's; did you mean sluice." + word + "?"
                            : meant(word, List.copyOf(words), "a word of Sluice's or Spring Boot's");
                    unknown.putIfAbsent(word, wrong(file, name, expected).cutTo(word));
                });
        return unknown;
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
                name.toString(),
                property == null ? "" : WrongProperty.shown(name.toString(), property.getValue()),
                expected,
                where);
    }
}
