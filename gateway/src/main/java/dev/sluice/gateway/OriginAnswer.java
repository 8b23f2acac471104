package dev.sluice.gateway;

import dev.sluice.gateway.admission.Hold;
import dev.sluice.gateway.edge.RequestClass;
import dev.sluice.gateway.playlist.PlaylistTokens;
import dev.sluice.gateway.reception.Decision.Forward;
import dev.sluice.gateway.reception.Embedding;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.channel.AbortedException;

/**
 * The origin's answer on its way to the listener: it gets the decision's header fields, its bytes are counted for the
 * hold, it stops when the slot is lost, and a playlist gets the session's token.
 */
final class OriginAnswer extends ServerHttpResponseDecorator {

    private static final int MAX_PLAYLIST_BYTES = 4 * 1024 * 1024;

    private final ServerWebExchange exchange;
    private final Forward forward;

    OriginAnswer(ServerWebExchange exchange, Forward forward) {
        super(exchange.getResponse());
        this.exchange = exchange;
        this.forward = forward;
        exchange.getResponse().beforeCommit(() -> {
            fields();
            return Mono.empty();
        });
    }

    /** Whether the answer is a playlist that gets a token, by the request's path. */
    static boolean rewrites(ServerHttpRequest request, Forward forward) {
        return mayRewrite(request, forward) && path(request, forward) == RequestClass.PLAYLIST;
    }

    /** Whether the answer may be such a playlist: its type will tell. */
    static boolean mayRewrite(ServerHttpRequest request, Forward forward) {
        return forward.embedding() != null
                && HttpMethod.GET.equals(request.getMethod())
                && path(request, forward) != RequestClass.SEGMENT;
    }

    private static RequestClass path(ServerHttpRequest request, Forward forward) {
        return RequestClass.of(forward.live().policy(), request.getURI().getPath());
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> body) {
        Embedding embedding = forward.embedding();
        if (embedding == null || !isPlaylist()) {
            notHandedOut();
        } else {
            return DataBufferUtils.join(Flux.from(body), MAX_PLAYLIST_BYTES)
                    .timeout(forward.live().policy().originTimeout(), Schedulers.parallel())
                    .onErrorMap(DataBufferLimitException.class, e -> unreadable("is larger than 4 MiB"))
                    .flatMap(whole -> super.writeWith(Mono.just(playlist(embedding, whole))));
        }
        forward.hold().begins();
        return super.writeWith(counted(watched(Flux.from(body))));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> body) {
        Embedding embedding = forward.embedding();
        if (embedding != null && isPlaylist()) {
            return writeWith(Flux.from(body).concatMap(part -> part));
        }
        notHandedOut();
        forward.hold().begins();
        return super.writeAndFlushWith(watched(Flux.from(body)).map(part -> counted(Flux.from(part))));
    }

    /** What came is no playlist (an error, perhaps): nobody got the new session's token, so its slot is given back. */
    private void notHandedOut() {
        Embedding embedding = forward.embedding();
        if (embedding != null && embedding.kind() == Embedding.Kind.HAND_OUT) {
            forward.hold().ends(Hold.Ending.BROKEN);
        }
    }

    private Flux<? extends DataBuffer> counted(Flux<? extends DataBuffer> body) {
        return body.doOnNext(buffer -> forward.hold().flowed(buffer.readableByteCount()));
    }

    private <T> Flux<T> watched(Flux<T> body) {
        Duration limit = forward.live().policy().idleTimeout();
        return Cut.off(Silence.limit(body, limit, Schedulers.parallel()), lost());
    }

    private Mono<AbortedException> lost() {
        return forward.hold().lost().then(Mono.fromSupplier(() -> new AbortedException("the listener's slot is gone")));
    }

    private boolean isPlaylist() {
        String type = getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        boolean told = type != null && (type.contains("mpegurl") || type.contains("dash+xml"));
        return getStatusCode() == HttpStatus.OK
                && HttpMethod.GET.equals(exchange.getRequest().getMethod())
                && (told || rewrites(exchange.getRequest(), forward));
    }

    private DataBuffer playlist(Embedding embedding, DataBuffer whole) {
        byte[] bytes = new byte[whole.readableByteCount()];
        whole.read(bytes);
        DataBufferUtils.release(whole);
        List<String> codings = getHeaders().getOrEmpty(HttpHeaders.CONTENT_ENCODING);
        byte[] plain = Decoding.decode(bytes, codings, MAX_PLAYLIST_BYTES)
                .orElseThrow(() -> unreadable("has a coding that cannot be read here: " + codings));
        Optional<String> text = rewrite(embedding, new String(plain, StandardCharsets.UTF_8));
        if (text.isEmpty()) {
            notHandedOut();
            return bufferFactory().wrap(bytes);
        }
        byte[] written = text.get().getBytes(StandardCharsets.UTF_8);
        HttpHeaders headers = getHeaders();
        List.of("Content-Encoding", "ETag", "Last-Modified", "Accept-Ranges", "Content-MD5", "Digest", "Content-Digest")
                .forEach(headers::remove);
        headers.setContentLength(written.length);
        headers.set(HttpHeaders.CACHE_CONTROL, "private, no-store");
        return bufferFactory().wrap(written);
    }

    private static Optional<String> rewrite(Embedding embedding, String text) {
        return embedding.kind() == Embedding.Kind.KEEP
                ? PlaylistTokens.keep(text, embedding.site(), embedding.token())
                : PlaylistTokens.handOut(text, embedding.site(), embedding.token(), embedding.url());
    }

    /** Last, so that nothing of the origin's undoes it. */
    private void fields() {
        HttpHeaders headers = getHeaders();
        if (forward.fields().stream().anyMatch(field -> field.name().equals("Access-Control-Allow-Origin"))) {
            List.copyOf(headers.headerNames()).stream()
                    .filter(name -> name.regionMatches(true, 0, "Access-Control-", 0, 15))
                    .forEach(headers::remove);
        }
        if (forward.fields().stream().anyMatch(field -> field.name().equals(HttpHeaders.CACHE_CONTROL))) {
            List.of("Expires", "Pragma", "Age", "Surrogate-Control", "CDN-Cache-Control")
                    .forEach(headers::remove);
        }
        Exchanges.set(headers, forward.fields());
        headers.set("X-Request-Id", forward.client().requestId());
    }

    private static ResponseStatusException unreadable(String why) {
        return new ResponseStatusException(HttpStatus.BAD_GATEWAY, "The origin's playlist " + why);
    }
}
