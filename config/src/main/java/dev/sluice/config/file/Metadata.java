package dev.sluice.config.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.ClassUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the class path reads, as the metadata that the compiler makes of {@code @ConfigurationProperties} tells.
 *
 * @param sluice each property under {@code sluice.}, and whether it has elements of its own
 * @param words the first word of every property, Spring's too
 * @param types Sluice's own classes with {@code @ConfigurationProperties}
 */
record Metadata(TreeMap<String, Boolean> sluice, Set<String> words, List<Class<?>> types) {

    private static final String FILE = "META-INF/spring-configuration-metadata.json";

    /** Reads what does not change while the process runs. */
    private static final class Once {

        private static final Metadata READ = read();
    }

    static Metadata ofClassPath() {
        return Once.READ;
    }

    private static Metadata read() {
        Metadata metadata = new Metadata(new TreeMap<>(), new TreeSet<>(), new ArrayList<>());
        try {
            Enumeration<URL> files = Metadata.class.getClassLoader().getResources(FILE);
            while (files.hasMoreElements()) {
                try (InputStream file = files.nextElement().openStream()) {
                    JsonNode root = JsonMapper.shared().readTree(file);
                    root.path("properties").forEach(metadata::addProperty);
                    root.path("groups").forEach(metadata::addType);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return metadata;
    }

    private void addProperty(JsonNode property) {
        String name = property.path("name").asString("");
        String type = property.path("type").asString("");
        words.add(name.split("\\.", 2)[0]);
        if (name.startsWith("sluice.")) {
            sluice.put(name, type.startsWith("java.util.") || type.endsWith("[]"));
        }
    }

    private void addType(JsonNode group) {
        String name = group.path("type").asString("");
        if (name.startsWith("dev.sluice.") && ClassUtils.isPresent(name, Metadata.class.getClassLoader())) {
            Class<?> type = ClassUtils.resolveClassName(name, Metadata.class.getClassLoader());
            if (type.isAnnotationPresent(ConfigurationProperties.class)) {
                types.add(type);
            }
        }
    }
}
