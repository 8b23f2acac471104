package dev.sluice.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Somebody who asks one question at a time, as an app does, and waits for the answer; ten seconds at most. */
final class Guest {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final URI gateway;
    private final String stream;

    Guest(URI gateway) {
        this(gateway, "demo");
    }

    Guest(URI gateway, String stream) {
        this.gateway = gateway;
        this.stream = stream;
    }

    /** {@code POST} for a ticket. */
    HttpResponse<String> joins() {
        return send(at("/.sluice/" + stream + "/tickets").POST(BodyPublishers.noBody()));
    }

    /** A poll. */
    HttpResponse<String> polls(String ticket) {
        return send(at("/.sluice/" + stream + "/ticket").header("Sluice-Ticket", ticket));
    }

    /** A media request with a session. */
    HttpResponse<String> plays(String path, String session) {
        return send(at("/live/" + stream + "/" + path)
                .header("Sluice-Session", session)
                .setHeader("Accept", "*/*"));
    }

    /** {@code POST}: still here, and playing. */
    HttpResponse<String> staysHere(String session) {
        return send(at("/.sluice/" + stream + "/session")
                .header("Sluice-Session", session)
                .POST(BodyPublishers.noBody()));
    }

    /** Gives the slot back. */
    HttpResponse<String> leaves(String session) {
        return send(at("/.sluice/" + stream + "/session")
                .header("Sluice-Session", session)
                .DELETE());
    }

    /** Gives the place in the queue up. */
    HttpResponse<String> givesUp(String ticket) {
        return send(at("/.sluice/" + stream + "/ticket")
                .header("Sluice-Ticket", ticket)
                .DELETE());
    }

    /** Any other request, without a token. */
    HttpResponse<String> gets(String path) {
        return send(at(path));
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    private HttpRequest.Builder at(String path) {
        return HttpRequest.newBuilder(gateway.resolve(path))
                .timeout(Duration.ofSeconds(10))
                .header("Accept", "application/json");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
