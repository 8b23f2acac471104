package dev.sluice.standalone.up;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/** Keeps from each context what only the other one's libraries bring. Does nothing where no role is set. */
final class RoleImportFilter implements AutoConfigurationImportFilter, EnvironmentAware {

    private final AtomicReference<@Nullable NodeRole> role = new AtomicReference<>();

    @Override
    public void setEnvironment(Environment environment) {
        role.set(environment.getProperty(NodeRole.PROPERTY, NodeRole.class));
    }

    @Override
    public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
        NodeRole mine = role.get();
        boolean[] matches = new boolean[classes.length];
        for (int i = 0; i < classes.length; i++) {
            String name = classes[i];
            matches[i] = mine == null || name == null || mine.imports(name);
        }
        return matches;
    }
}
