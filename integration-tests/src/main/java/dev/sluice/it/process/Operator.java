package dev.sluice.it.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody with an operator's key at the admin API; waits for each answer. */
public final class Operator {

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param json the document, or an empty object
     * @param sentMicros when it was asked for, by {@link System#nanoTime()}
     * @param answeredMicros when it was there
     */
    public record Answer(int status, JsonNode json, long sentMicros, long answeredMicros) {

        /** The gateways that the answer names as running the change. */
        public Set<String> applied() {
            return names("appliedBy");
        }

        /** The gateways that the answer names as not running it yet. */
        public Set<String> missing() {
            return names("notAppliedBy");
        }

        /** The gateways that the answer names as not heard of. */
        public Set<String> silent() {
            return names("silent");
        }

        private Set<String> names(String field) {
            Set<String> names = new TreeSet<>();
            for (JsonNode node : json.findPath(field)) {
                names.add(node.isObject() ? node.path("node").asString() : node.asString());
            }
            return names;
        }
    }

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI admin;
    private final String key;
    private final Supplier<String> lastWords;

    /** Speaks to the admin API at {@code admin} with an API key; its last words go into the message when it is silent. */
    Operator(URI admin, String key, Supplier<String> lastWords) {
        this.admin = admin;
        this.key = key;
        this.lastWords = lastWords;
    }

    /** {@code PATCH /v1/streams/{id}}: merges the fields into the live edits, whatever the revision. */
    public Answer patch(String stream, String fields) {
        return done(request("/v1/streams/" + stream)
                .header("Content-Type", "application/merge-patch+json")
                .header("If-Match", "*")
                .method("PATCH", BodyPublishers.ofString(fields)));
    }

    /** {@code PUT /v1/streams/{id}} of a stream that is not there. */
    public Answer make(String stream, String settings) {
        return done(request("/v1/streams/" + stream)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(settings)));
    }

    /** {@code DELETE /v1/streams/{id}}, whoever is in it. */
    public Answer delete(String stream) {
        return done(request("/v1/streams/" + stream + "?force=true")
                .header("If-Match", "*")
                .DELETE());
    }

    /** {@code PUT /v1/streams/{id}/event-mode}. */
    public Answer eventMode(String stream, String document) {
        return put("/v1/streams/" + stream + "/event-mode", document);
    }

    /** {@code PUT /v1/streams/{id}/state}. */
    public Answer state(String stream, String document) {
        return put("/v1/streams/" + stream + "/state", document);
    }

    /** {@code GET} of any path. */
    public Answer get(String path) {
        return send(request(path).GET());
    }

    private Answer put(String path, String document) {
        return done(request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", "*")
                .PUT(BodyPublishers.ofString(document)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(admin.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + key);
    }

    private Answer done(HttpRequest.Builder request) {
        Answer answer = send(request);
        if (answer.status() / 100 != 2) {
            throw new IllegalStateException("the admin API answered " + answer.status() + ": " + answer.json());
        }
        return answer;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            long sent = System.nanoTime() / 1_000;
            HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
            long answered = System.nanoTime() / 1_000;
            String body = response.body();
            boolean json = body.startsWith("{") || body.startsWith("[");
            return new Answer(
                    response.statusCode(), json ? JSON.readTree(body) : JSON.createObjectNode(), sent, answered);
        } catch (IOException e) {
            throw new UncheckedIOException("the admin API does not answer; " + lastWords.get(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
