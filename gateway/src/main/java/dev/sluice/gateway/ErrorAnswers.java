package dev.sluice.gateway;

import dev.sluice.gateway.edge.EdgeRequest;
import dev.sluice.gateway.metrics.GatewayMeters;
import dev.sluice.gateway.metrics.OriginFailure;
import dev.sluice.gateway.reception.Decision.Forward;
import dev.sluice.gateway.reception.FrontDoor;
import dev.sluice.gateway.reply.Problem;
import dev.sluice.gateway.reply.Reply;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** Maps every error to a problem, once, here. What is logged names the path, never the query. */
final class ErrorAnswers implements ErrorWebExceptionHandler, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private record Mapped(Problem problem, @Nullable OriginFailure failure) {}

    private final FrontDoor door;
    private final Exchanges exchanges;
    private final GatewayMeters meters;

    ErrorAnswers(FrontDoor door, Exchanges exchanges, GatewayMeters meters) {
        this.door = door;
        this.exchanges = exchanges;
        this.meters = meters;
    }

    /** Before Boot's, which logs whole request lines. */
    @Override
    public int getOrder() {
        return -2;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        EdgeRequest request = exchanges.request(exchange);
        Forward forward = exchange.getAttribute(DecisionFilter.FORWARD);
        if (exchange.getResponse().isCommitted()) {
            count(forward, error instanceof AbortedException ? null : OriginFailure.BROKEN_OFF);
            cut(exchange.getResponse());
            return Mono.empty();
        }
        Mapped mapped = map(error);
        count(forward, mapped.failure());
        if (mapped.problem().status() == 500) {
            LOG.error(
                    "{} {} failed (request {}). This is a defect of the gateway: please report it.",
                    request.method(),
                    request.path(),
                    request.client().requestId(),
                    error);
        }
        Reply reply = door.problem(request, mapped.problem());
        return Exchanges.write(
                exchange,
                error instanceof MethodNotAllowedException refused ? reply.with("Allow", methods(refused)) : reply,
                request.client().requestId());
    }

    /**
     * Nothing can be said any more but by cutting the connection. Left to Spring, an abort passes for the listener's own,
     * and the listener would wait for the rest until the connection idles out.
     */
    private static void cut(ServerHttpResponse response) {
        HttpServerResponse server = ServerHttpResponseDecorator.getNativeResponse(response);
        server.withConnection(connection -> connection.channel().close());
    }

    private void count(@Nullable Forward forward, @Nullable OriginFailure failure) {
        if (forward != null && failure != null) {
            meters.originFailed(forward.live().id(), failure);
        }
    }

    private static Mapped map(Throwable error) {
        if (error instanceof ConnectTimeoutException || error instanceof TimeoutException) {
            return timeout();
        }
        if (error instanceof ConnectException || error instanceof UnknownHostException) {
            return new Mapped(
                    Problem.of(
                                    502,
                                    "origin-unreachable",
                                    "The origin cannot be reached",
                                    "The gateway got no connection to the stream's origin. It tries again with each request.")
                            .retryAfter(AGAIN),
                    OriginFailure.UNREACHABLE);
        }
        if (error instanceof PoolAcquireTimeoutException || error instanceof PoolAcquirePendingLimitException) {
            return new Mapped(
                    Problem.of(
                                    503,
                                    "origin-busy",
                                    "The origin is busy",
                                    "No connection to the stream's origin came free in time.")
                            .retryAfter(AGAIN),
                    OriginFailure.TIMEOUT);
        }
        if (error instanceof ResponseStatusException told) {
            return told(told);
        }
        if (error instanceof IOException) {
            return new Mapped(
                    Problem.of(
                                    502,
                                    "origin-reset",
                                    "The origin broke the connection",
                                    "The stream's origin closed the connection before it answered.")
                            .retryAfter(AGAIN),
                    OriginFailure.RESET);
        }
        return new Mapped(
                Problem.of(
                        500,
                        "internal",
                        "Something went wrong in the gateway",
                        "The request failed for a reason that is in the gateway's log, under the request's id."),
                null);
    }

    private static Mapped told(ResponseStatusException told) {
        if (told.getStatusCode().isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT)) {
            return timeout();
        }
        if (told.getStatusCode().isSameCodeAs(HttpStatus.BAD_GATEWAY)) {
            return new Mapped(
                    Problem.of(
                                    502,
                                    "origin-unusable",
                                    "The origin's answer cannot be used",
                                    told.getReason() == null
                                            ? "The origin's answer makes no sense."
                                            : told.getReason() + ".")
                            .retryAfter(AGAIN),
                    OriginFailure.UNUSABLE);
        }
        return new Mapped(refused(told), null);
    }

    /** What Spring's own handlers refuse: those of health, and whatever a request makes impossible. */
    private static Problem refused(ResponseStatusException told) {
        int status = told.getStatusCode().value();
        if (told instanceof MethodNotAllowedException notAllowed) {
            return Problem.of(
                    status, "method-not-allowed", "Not with this method", "Allowed here: " + methods(notAllowed) + ".");
        }
        if (told instanceof NotAcceptableStatusException) {
            return Problem.of(
                    status,
                    "not-acceptable",
                    "Not in this form",
                    "What is here does not come in the form that the request's Accept asks for. Send none, or */*.");
        }
        HttpStatus known = HttpStatus.resolve(status);
        return Problem.of(
                status,
                "http-" + status,
                known == null ? "The request failed" : known.getReasonPhrase(),
                "The gateway does not answer a request like this. Compare its method, path and headers with README.md.");
    }

    private static String methods(MethodNotAllowedException refused) {
        return refused.getSupportedMethods().stream()
                .map(HttpMethod::name)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static Mapped timeout() {
        return new Mapped(
                Problem.of(
                                504,
                                "origin-timeout",
                                "The origin does not answer",
                                "The stream's origin did not answer in time.")
                        .retryAfter(AGAIN),
                OriginFailure.TIMEOUT);
    }
}
