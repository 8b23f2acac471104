package dev.sluice.standalone.up;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What people see of the log: warnings, one line each. The file has everything. */
final class Console {

    /** Who tells of a failed start in Spring's words. */
    private static final List<String> SPRINGS_WORDS =
            List.of("org.springframework.boot.diagnostics", "org.springframework.boot.SpringApplication");

    private Console() {}

    /** Boot's logging properties. */
    static Map<String, Object> logging(Path file) {
        // Left out: one annotation of Spring Cloud Gateway's own that its validator finds old-fashioned; what Spring
        // says of a failed start, which is said once, in its own words; and the application's name, as gateway and
        // admin API log through one system, which knows one of their names.
        String validator = "org.hibernate.validator.internal.metadata.aggregated";
        String context = "org.springframework.boot.web.server.reactive.context";
        Map<String, Object> properties = new HashMap<>(Map.of(
                "logging.file.name",
                file,
                "logging.threshold.console",
                "WARN",
                "logging.pattern.console",
                "%clr(%-5level){faint} %logger{0}: %msg%n%nopex",
                "logging.include-application-name",
                "false",
                "logging.register-shutdown-hook",
                "false",
                "logging.level." + validator,
                "ERROR",
                "logging.level." + context,
                "ERROR"));
        SPRINGS_WORDS.forEach(logger -> properties.put("logging.level." + logger, "OFF"));
        return properties;
    }

    /** Until Boot sets logging up, warnings only. */
    static void quiet() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(Level.WARN);
            SPRINGS_WORDS.forEach(logger -> logback.getLogger(logger).setLevel(Level.OFF));
        }
    }

    /** From now on warnings go to the file alone: what is being stopped may complain of what has stopped already. */
    static void mute() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender("CONSOLE");
        }
    }
}
