package dev.sluice.admin.problem;

import dev.sluice.config.policy.Problem;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes the answers. Every problem has a type of its own, {@code urn:sluice:problem:} and a word, as the gateway's have. */
public final class Problems {

    private Problems() {}

    /** 400: the request itself cannot be understood. */
    public static ResponseEntity<ObjectNode> malformed(String detail) {
        return answer(HttpStatus.BAD_REQUEST, "malformed", detail);
    }

    /** 401: no key, or one that nobody made. */
    public static ObjectNode unauthorized() {
        return document(
                HttpStatus.UNAUTHORIZED,
                "unauthorized",
                "This needs an API key: send it as 'Authorization: Bearer KEY'. './sluice key create' makes one.");
    }

    /** 403: the key is known and does not allow it. */
    public static ObjectNode forbidden() {
        return document(
                HttpStatus.FORBIDDEN,
                "forbidden",
                "This key may only read. To change something, use one of the role operator.");
    }

    /** 404: there is no such stream. */
    public static ResponseEntity<ObjectNode> noStream(String id) {
        return answer(
                HttpStatus.NOT_FOUND,
                "unknown-stream",
                "There is no stream '" + id + "'. GET /v1/streams lists those that there are.");
    }

    /** 409: the stream is not in a state for this. */
    public static ResponseEntity<ObjectNode> conflict(String detail) {
        return answer(HttpStatus.CONFLICT, "conflict", detail);
    }

    /** 412: it changed since the caller looked. */
    public static ResponseEntity<ObjectNode> changed(String detail) {
        return answer(HttpStatus.PRECONDITION_FAILED, "changed", detail);
    }

    /** 428: a write without saying what it is based on. */
    public static ResponseEntity<ObjectNode> noPrecondition() {
        return answer(
                HttpStatus.PRECONDITION_REQUIRED,
                "no-precondition",
                "Send If-Match with the ETag that GET gave, so that nobody's change is lost, or If-Match: * to write"
                        + " whatever it was.");
    }

    /** 422: what was sent is understood and wrong. */
    public static ResponseEntity<ObjectNode> wrong(List<Problem> problems) {
        ObjectNode document = document(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "wrong-fields",
                (problems.size() == 1 ? "A field is wrong" : problems.size() + " fields are wrong")
                        + "; nothing was changed.");
        ArrayNode errors = document.putArray("errors");
        for (Problem problem : problems) {
            errors.addObject()
                    .put("field", problem.field())
                    .put("value", problem.value())
                    .put("expected", problem.expected());
        }
        return entity(HttpStatus.UNPROCESSABLE_CONTENT, document);
    }

    /** 503: Redis does not answer. */
    public static ResponseEntity<ObjectNode> storeLost() {
        ObjectNode document = document(
                HttpStatus.SERVICE_UNAVAILABLE,
                "store-lost",
                "Redis does not answer in time, so this could not be written. Listeners who are in go on, and gateways"
                        + " run the policies that they have. Look with GET whether it was written after all, and try"
                        + " again.");
        return later(document, Duration.ofSeconds(1));
    }

    /** Redis was lost before anything was sent. */
    public static ResponseEntity<ObjectNode> notWritten() {
        ObjectNode document = document(
                HttpStatus.SERVICE_UNAVAILABLE,
                "store-lost",
                "Redis does not answer, so nothing was changed. Listeners who are in go on, and gateways run the policies"
                        + " that they have. Try again.");
        return later(document, Duration.ofSeconds(1));
    }

    /** Redis has lost the policies. */
    public static ResponseEntity<ObjectNode> restoring(Duration wait) {
        ObjectNode document = document(
                HttpStatus.SERVICE_UNAVAILABLE,
                "restoring",
                "Redis has no policies, or lost some: whichever node has the latest is writing them back, and nothing was"
                        + " changed. Gateways run the policies that they have. Try again in "
                        + Math.max(1, wait.toSeconds() + 1) + " s.");
        return later(document, wait.plusSeconds(1));
    }

    private static ResponseEntity<ObjectNode> later(ObjectNode document, Duration wait) {
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, wait.toSeconds())))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(document);
    }

    /** Answers with a problem where no controller does. */
    public static Mono<Void> write(ServerWebExchange exchange, ObjectNode document) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatusCode.valueOf(document.path("status").asInt()));
        response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        byte[] body = document.toString().getBytes(StandardCharsets.UTF_8);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(body)));
    }

    private static ResponseEntity<ObjectNode> answer(HttpStatus status, String type, String detail) {
        return entity(status, document(status, type, detail));
    }

    private static ResponseEntity<ObjectNode> entity(HttpStatus status, ObjectNode document) {
        return ResponseEntity.status(status)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(document);
    }

    static ObjectNode document(HttpStatus status, String type, String detail) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "urn:sluice:problem:" + type)
                .put("title", status.getReasonPhrase())
                .put("status", status.value())
                .put("detail", detail);
    }
}
