package dev.sluice.standalone.up;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * One of the two contexts, and how it is started.
 *
 * @param application its main class
 * @param defaults properties that the operator's file and the environment may replace
 * @param fixed properties that hold whatever those say; they may hold secrets, so they are given inside the process
 */
record Node(NodeRole role, Class<?> application, Map<String, Object> defaults, Map<String, Object> fixed) {

    Node {
        defaults = Map.copyOf(defaults);
        fixed = Map.copyOf(fixed);
    }

    /**
     * Starts it and returns when its ports are open.
     *
     * @param onPrepared called when logging is set up and configuration read. Until then only one context may start at a
     *     time, for logging belongs to the whole process
     */
    ConfigurableApplicationContext start(Runnable onPrepared) {
        SpringApplication spring = new SpringApplication(application);
        spring.setBannerMode(Banner.Mode.OFF);
        spring.setRegisterShutdownHook(false);
        Map<String, Object> properties = new HashMap<>(defaults);
        properties.put("spring.config.name", "sluice-" + name());
        spring.setDefaultProperties(properties);
        ApplicationListener<ApplicationContextInitializedEvent> prepared = event -> onPrepared.run();
        spring.addListeners(prepared);
        return spring.run(arguments().toArray(String[]::new));
    }

    String name() {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** As command line arguments of Spring's, which come before all other sources; no other process sees them. */
    private List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        arguments.add("--" + NodeRole.PROPERTY + "=" + role);
        arguments.add("--sluice.node-id=" + name());
        fixed.forEach((property, value) -> arguments.add("--" + property + "=" + value));
        return arguments;
    }
}
