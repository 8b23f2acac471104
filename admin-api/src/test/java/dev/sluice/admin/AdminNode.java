package dev.sluice.admin;

import static java.util.Objects.requireNonNull;

import dev.sluice.redis.RedisServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An admin API over a real Redis, on free ports, with gateways that only run policies beside it. */
public final class AdminNode implements AutoCloseable {

    public static final String OPERATOR = "slk_operator";
    public static final String VIEWER = "slk_viewer";

    private final HttpClient client = HttpClient.newHttpClient();
    private final RedisServer redis;
    private final Path folder;
    private final ConfigurableApplicationContext context;
    private final List<ConfigurableApplicationContext> gateways = new ArrayList<>();

    /** A node that is no admin API, as far as the redis module makes one. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class GatewayNode {}

    /** What came back. */
    public record Answer(HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public JsonNode json() {
            return JsonMapper.shared().readTree(response.body());
        }

        public ObjectNode object(String name) {
            return (ObjectNode) json().path(name);
        }

        public String etag() {
            return response.headers().firstValue("ETag").orElse("");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    public AdminNode(RedisServer redis, Path folder, Map<String, String> streams) {
        this.redis = redis;
        this.folder = folder;
        Map<String, Object> properties = properties(folder.resolve("admin"));
        properties.put("spring.config.name", "sluice-admin");
        properties.put("server.port", "0");
        properties.put("management.server.port", "0");
        properties.put("sluice.node-id", "admin-1");
        properties.put("sluice.admin.keys[0].name", "alice");
        properties.put("sluice.admin.keys[0].role", "operator");
        properties.put("sluice.admin.keys[0].hash", hash(OPERATOR));
        properties.put("sluice.admin.keys[1].name", "bob");
        properties.put("sluice.admin.keys[1].role", "viewer");
        properties.put("sluice.admin.keys[1].hash", hash(VIEWER));
        properties.putAll(streams);
        context = new SpringApplicationBuilder(AdminApplication.class).run(arguments(properties));
    }

    /** Starts a gateway, as far as policies go. */
    public ConfigurableApplicationContext gateway(String id) {
        Map<String, Object> properties = properties(folder.resolve(id));
        properties.put("sluice.node-id", id);
        properties.put("spring.config.name", "none");
        ConfigurableApplicationContext gateway = new SpringApplicationBuilder(GatewayNode.class)
                .web(WebApplicationType.NONE)
                .run(arguments(properties));
        gateways.add(gateway);
        return gateway;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Answer get(String path) {
        return send("GET", path, OPERATOR, null);
    }

    public Answer put(String path, String json, String... headers) {
        return send("PUT", path, OPERATOR, json, headers);
    }

    public Answer patch(String path, String json, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        if (!all.contains("Content-Type")) {
            all.addAll(List.of("Content-Type", "application/merge-patch+json"));
        }
        return send("PATCH", path, OPERATOR, json, all.toArray(new String[0]));
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, OPERATOR, null, headers);
    }

    /** Sends a request; {@code key} and {@code json} may be null. Single quotes stand for double ones. */
    public Answer send(String method, String path, @Nullable String key, @Nullable String json, String... headers) {
        return send(port("local.server.port"), method, path, key, json, headers);
    }

    /** The port of the API. */
    public int port() {
        return port("local.server.port");
    }

    /** Asks the management port, without a key. */
    public Answer management(String path) {
        return send(port("local.management.port"), "GET", path, null, null);
    }

    private Answer send(
            int port, String method, String path, @Nullable String key, @Nullable String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10))
                .method(
                        method,
                        json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json.replace('\'', '"')));
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (json != null && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        try {
            return new Answer(client.send(request.build(), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private int port(String property) {
        return Integer.parseInt(requireNonNull(context.getEnvironment().getProperty(property)));
    }

    private Map<String, Object> properties(Path state) {
        Map<String, Object> properties = new TreeMap<>();
        // no operator's file of the working directory
        properties.put("spring.config.location", "optional:classpath:/");
        properties.put("sluice.redis.uri", redis.uri().toString());
        properties.put("sluice.redis.deadline", "4s");
        properties.put("sluice.state-dir", state.toString());
        return properties;
    }

    private static String[] arguments(Map<String, Object> properties) {
        return properties.entrySet().stream()
                .map(property -> "--" + property.getKey() + "=" + property.getValue())
                .toArray(String[]::new);
    }

    @Override
    public void close() {
        gateways.forEach(ConfigurableApplicationContext::close);
        context.close();
    }
}
