package dev.sluice.admin.problem;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedException;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.web.ErrorResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import reactor.core.publisher.Mono;
import tools.jackson.databind.node.ObjectNode;

/** Maps what goes wrong before or behind the resources to a problem, once, here. */
final class ErrorAnswers implements ErrorWebExceptionHandler, ServerExchangeRejectedHandler, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    /** Before Boot's, which logs whole request lines. */
    @Override
    public int getOrder() {
        return -2;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(error);
        }
        HttpStatus status = HttpStatus.INTERNAL_SERVER_ERROR;
        if (error instanceof ErrorResponse told) {
            HttpStatus known = HttpStatus.resolve(told.getStatusCode().value());
            status = known == null ? status : known;
            exchange.getResponse().getHeaders().putAll(told.getHeaders());
        }
        if (status.is5xxServerError()) {
            LOG.error(
                    "{} {} failed. This is a defect of the admin API: please report it.",
                    exchange.getRequest().getMethod(),
                    exchange.getRequest().getPath(),
                    error);
        }
        return Problems.write(exchange, problem(exchange, status, error));
    }

    /** What Spring Security's firewall lets nobody ask. */
    @Override
    public Mono<Void> handle(ServerWebExchange exchange, ServerExchangeRejectedException rejected) {
        return Problems.write(
                exchange,
                Problems.document(
                        HttpStatus.BAD_REQUEST,
                        "unreadable-url",
                        "The path or a header has what none of this API has: an encoded slash, dot or percent sign, a"
                                + " semicolon, or two slashes in a row. Write the path as README.md has it."));
    }

    private static ObjectNode problem(ServerWebExchange exchange, HttpStatus status, Throwable error) {
        HttpHeaders headers = exchange.getResponse().getHeaders();
        String path = exchange.getRequest().getPath().value();
        return switch (status) {
            case BAD_REQUEST ->
                Problems.document(
                        status, "malformed", "The request cannot be read: " + reason(error) + ". Nothing was changed.");
            case NOT_FOUND ->
                Problems.document(
                        status,
                        "unknown-path",
                        "There is nothing at " + path
                                + ". This API has /v1/streams and what is below it, and /v1/nodes.");
            case METHOD_NOT_ALLOWED ->
                Problems.document(
                        status,
                        "method-not-allowed",
                        "Allowed at " + path + ": " + String.join(", ", headers.getOrEmpty(HttpHeaders.ALLOW)) + ".");
            case NOT_ACCEPTABLE ->
                Problems.document(
                        status,
                        "not-acceptable",
                        "The answers here are application/json, and problems application/problem+json. Allow them in"
                                + " Accept, or send none.");
            case UNSUPPORTED_MEDIA_TYPE ->
                Problems.document(
                        status,
                        "unsupported-media-type",
                        "Send the body as Content-Type: application/json; a PATCH may also be"
                                + " application/merge-patch+json. Nothing was changed.");
            case CONTENT_TOO_LARGE ->
                Problems.document(
                        status, "too-large", "The body is larger than 256 KB, and no policy is. Nothing was changed.");
            case INTERNAL_SERVER_ERROR ->
                Problems.document(
                        status,
                        "internal",
                        "Something went wrong in the admin API, for a reason that is in its log. Look with GET what is in"
                                + " force before trying again.");
            default -> Problems.document(status, "http-" + status.value(), reason(error) + ".");
        };
    }

    private static String reason(Throwable error) {
        if (error instanceof ServerWebInputException input && input.getMethodParameter() != null) {
            return "the value of '" + input.getMethodParameter().getParameterName() + "' is none that it may have";
        }
        String detail = error instanceof ErrorResponse told ? told.getBody().getDetail() : null;
        return detail == null || detail.isBlank()
                ? "the admin API cannot do what was asked"
                : detail.replaceAll("\\.$", "");
    }
}
