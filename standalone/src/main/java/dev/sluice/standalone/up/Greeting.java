package dev.sluice.standalone.up;

import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What is printed once everything runs.
 *
 * @param newKey the API key, if this start made the first one
 */
record Greeting(UpOptions options, Sluice.Running running, URI origin, Optional<String> newKey) {

    void print(PrintWriter out, Duration took) {
        String gateway = gatewayUrl();
        String admin = url(port(running.admin(), "local.server.port"));
        out.printf(Locale.ROOT, "sluice: up, after %.1f s%n%n", took.toMillis() / 1e3);
        line(out, "Listen", gateway + "/listen/demo");
        line(out, "Stream", gateway + "/live/demo/index.m3u8");
        line(out, "Admin API", admin + "/v1/streams");
        line(out, "Metrics", metrics(running.gateway()) + "  " + metrics(running.admin()));
        line(out, "Demo origin", origin + "  (as a packager would be: behind the gateway)");
        line(out, "Logs, state", options.stateDir().toString());
        out.println();
        newKey.ifPresent(key -> {
            out.println("  Your API key, role operator. It is shown this once:");
            out.println();
            out.println("    " + key);
            out.println();
        });
        out.println("  Try, in another terminal:");
        out.println();
        commands(gateway, admin).lines().forEach(line -> out.println("    " + line));
        out.println();
        out.println("  Ctrl-C stops it.");
        out.flush();
    }

    String gatewayUrl() {
        return url(port(running.gateway(), "local.server.port"));
    }

    private String commands(String gateway, String admin) {
        String key = newKey.orElse("…    # your API key, or a new one: ./sluice key create --role operator");
        return """
                ./sluice crowd demo 300%s
                curl -s %s/.sluice/demo/status
                KEY=%s
                curl -s -H "Authorization: Bearer $KEY" %s/v1/streams/demo/status
                curl -s -X PATCH -H "Authorization: Bearer $KEY" -H 'If-Match: *' \\
                     -H 'Content-Type: application/merge-patch+json' -d '{"capacity": 20}' %s/v1/streams/demo
                curl -s -X PUT -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
                     -d '{"state": "on"}' %s/v1/streams/demo/event-mode     # and off: {"state": "off"}
                """.formatted(gateway.endsWith(":8080") ? "" : " --url " + gateway, gateway, key, admin, admin, admin);
    }

    private static String metrics(ConfigurableApplicationContext context) {
        return "http://127.0.0.1:" + port(context, "local.management.port") + "/actuator/prometheus";
    }

    private String url(int port) {
        var bind = options.ports().bind();
        String host = bind.isLoopbackAddress() || bind.isAnyLocalAddress() ? "localhost" : bind.getHostAddress();
        return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    private static int port(ConfigurableApplicationContext context, String property) {
        return context.getEnvironment().getRequiredProperty(property, Integer.class);
    }

    private static void line(PrintWriter out, String what, String where) {
        out.printf("  %-12s %s%n", what, where);
    }
}
