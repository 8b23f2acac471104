package dev.sluice.config.file;

import dev.sluice.config.policy.SettingName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.convert.ConversionFailedException;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Binds what {@code @ConfigurationProperties} will be bound, and goes on where Boot stops: a value that cannot be read is
 * noted, and its default stands in, so that the rest is looked at too.
 */
final class BoundProperties implements BindHandler {

    private final Map<String, WrongProperty> wrong = new LinkedHashMap<>();
    private final List<ConfigurationProperty> unbound = new ArrayList<>();

    private BoundProperties() {}

    /** What is wrong with the properties of these classes, without places. */
    static List<WrongProperty> wrong(ConfigurableEnvironment environment, List<Class<?>> types) {
        List<WrongProperty> all = new ArrayList<>();
        for (Class<?> type : types) {
            BoundProperties found = new BoundProperties();
            found.bind(environment, type);
            all.addAll(found.wrong.values());
        }
        return all;
    }

    private void bind(ConfigurableEnvironment environment, Class<?> type) {
        MergedAnnotation<ConfigurationProperties> annotation =
                MergedAnnotations.from(type).get(ConfigurationProperties.class);
        String prefix = annotation.getString("prefix");
        BindHandler handler = annotation.getBoolean("ignoreUnknownFields")
                ? this
                : new NoUnboundElementsBindHandler(this, new UnboundElementsSourceFilter());
        try {
            Binder.get(environment).bindOrCreate(prefix, Bindable.of(type), handler);
        } catch (RuntimeException e) {
            // What the handler is not asked about, such as elements that nobody reads.
            note(prefix, e);
        }
        if (wrong.isEmpty()) {
            // After a failure they may be such as only were not read any more.
            unbound.forEach(property -> add(new WrongProperty(
                    property.getName().toString(),
                    WrongProperty.shown(property.getName().toString(), property.getValue()),
                    "a known property of " + prefix,
                    null)));
        }
    }

    @Override
    public @Nullable Object onFailure(
            ConfigurationPropertyName name, Bindable<?> target, BindContext context, Exception error) {
        ConversionFailedException conversion = cause(error, ConversionFailedException.class);
        if (conversion == null) {
            note(name.toString(), error);
        } else {
            add(new WrongProperty(
                    name.toString(),
                    WrongProperty.shown(name.toString(), conversion.getValue()),
                    expected(target.getType().resolve(Object.class)),
                    null));
        }
        return null;
    }

    /** The place is looked for later: a failed constructor does not know it. */
    private void note(String name, Exception error) {
        InvalidFileException invalid = cause(error, InvalidFileException.class);
        UnboundConfigurationPropertiesException unknown = cause(error, UnboundConfigurationPropertiesException.class);
        if (invalid != null) {
            invalid.wrong().forEach(this::add);
        } else if (unknown != null) {
            unbound.addAll(unknown.getUnboundProperties());
        } else {
            Throwable root = error;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            add(WrongProperty.of(name, root));
        }
    }

    private void add(WrongProperty property) {
        wrong.putIfAbsent(property.name(), property);
    }

    private static String expected(Class<?> type) {
        if (type == Duration.class) {
            return "a duration with its unit, such as 500ms, 45s, 2m or PT45S";
        }
        if (type.isEnum()) {
            return Arrays.stream(type.getEnumConstants())
                    .map(constant -> SettingName.kebab(constant.toString()).replace('_', '-'))
                    .collect(Collectors.joining(" or "));
        }
        return switch (type.getSimpleName()) {
            case "long", "int", "Long", "Integer" -> "a whole number";
            case "boolean", "Boolean" -> "true or false";
            case "URI" -> "a URL";
            default -> "a " + type.getSimpleName();
        };
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
