package dev.sluice.config.file;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Looks at all of Sluice's configuration before anything is made of it. Boot would stop at the first bean that does not
 * get what it needs, and say no more.
 */
final class ConfigurationCheck implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    /** @throws InvalidFileException with everything that is wrong or unknown, and where it stands */
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        check(context.getEnvironment(), Metadata.ofClassPath().types());
    }

    static void check(ConfigurableEnvironment environment, List<Class<?>> types) {
        List<WrongProperty> wrong = new ArrayList<>();
        for (WrongProperty property : BoundProperties.wrong(environment, types)) {
            wrong.add(property.in(where(environment, property.name())));
        }
        try {
            OperatorFile.read(environment);
        } catch (InvalidFileException e) {
            wrong.addAll(e.wrong());
        }
        if (!wrong.isEmpty()) {
            throw new InvalidFileException(wrong);
        }
    }

    /** The place of the property, or else of the first that is below it. */
    private static @Nullable String where(ConfigurableEnvironment environment, String property) {
        ConfigurationPropertyName name = ConfigurationPropertyName.of(property);
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            Stream<ConfigurationPropertyName> below = source instanceof IterableConfigurationPropertySource names
                    ? names.stream().filter(name::isAncestorOf)
                    : Stream.empty();
            ConfigurationProperty found = Stream.concat(Stream.of(name), below)
                    .map(source::getConfigurationProperty)
                    .filter(candidate -> candidate != null && candidate.getOrigin() != null)
                    .findFirst()
                    .orElse(null);
            if (found != null) {
                return String.valueOf(found.getOrigin());
            }
        }
        return null;
    }
}
