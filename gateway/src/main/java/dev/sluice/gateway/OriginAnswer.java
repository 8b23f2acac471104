package dev.sluice.gateway;

import dev.sluice.gateway.admission.Hold;
import dev.sluice.gateway.edge.RequestClass;
import dev.sluice.gateway.playlist.HeaderLinks;
import dev.sluice.gateway.playlist.Links;
import dev.sluice.gateway.playlist.Playlists;
import dev.sluice.gateway.reception.Decision.Forward;
import dev.sluice.gateway.reception.Embedding;
import dev.sluice.gateway.reply.Reply;
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
import org.springframework.http.HttpStatusCode;
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
 * hold, it stops when the slot is lost, and the links of playlists and redirects lead through the gateway.
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

    /** Whether the answer is a playlist, by the request's path. */
    static boolean isPlaylist(ServerHttpRequest request, Forward forward) {
        return mayBePlaylist(request, forward) && path(request, forward) == RequestClass.PLAYLIST;
    }

    /** Whether the answer may be a playlist: its type will tell. */
    static boolean mayBePlaylist(ServerHttpRequest request, Forward forward) {
        return HttpMethod.GET.equals(request.getMethod()) && path(request, forward) != RequestClass.SEGMENT;
    }

    private static RequestClass path(ServerHttpRequest request, Forward forward) {
        return RequestClass.of(forward.live().policy(), request.getURI().getPath());
    }

    @Override
    public Mono<Void> writeWith(Publisher<? extends DataBuffer> sent) {
        if (isInterim()) {
            return Mono.error(unusable("The origin answered " + getStatusCode() + ", and no answer came after it"));
        }
        Flux<? extends DataBuffer> body =
                Flux.from(sent).onErrorMap(OriginFilter::isUnreadable, OriginFilter::unreadable);
        if (isPlaylist()) {
            return DataBufferUtils.join(body, MAX_PLAYLIST_BYTES)
                    .timeout(forward.live().policy().originTimeout(), Schedulers.parallel())
                    .onErrorMap(
                            DataBufferLimitException.class, e -> unusable("The origin's playlist is larger than 4 MiB"))
                    .flatMap(whole -> super.writeWith(Mono.just(playlist(whole))));
        }
        handedOut(isRedirectHere());
        forward.hold().begins();
        return super.writeWith(counted(watched(body)));
    }

    @Override
    public Mono<Void> writeAndFlushWith(Publisher<? extends Publisher<? extends DataBuffer>> sent) {
        if (isPlaylist() || isInterim()) {
            return writeWith(Flux.from(sent).concatMap(part -> part));
        }
        handedOut(isRedirectHere());
        forward.hold().begins();
        Flux<? extends Publisher<? extends DataBuffer>> body =
                Flux.from(sent).onErrorMap(OriginFilter::isUnreadable, OriginFilter::unreadable);
        return super.writeAndFlushWith(watched(body).map(part -> counted(Flux.from(part))));
    }

    /** Where nobody gets the new session's token, for what came is an error, perhaps, its slot is given back. */
    private void handedOut(boolean token) {
        Embedding embedding = forward.embedding();
        if (!token && embedding != null && embedding.kind() == Embedding.Kind.HAND_OUT) {
            forward.hold().ends(Hold.Ending.BROKEN);
        }
    }

    private Flux<? extends DataBuffer> counted(Flux<? extends DataBuffer> body) {
        return body.doOnNext(buffer -> forward.hold().flowed(buffer.readableByteCount()));
    }

    private <T> Flux<T> watched(Flux<T> body) {
        Duration limit = forward.live().policy().idleTimeout();
        return Silence.limit(body, limit, Schedulers.parallel(), lost());
    }

    private Mono<AbortedException> lost() {
        return forward.hold().lost().then(Mono.fromSupplier(() -> new AbortedException("the listener's slot is gone")));
    }

    /** A switch of protocols that nobody asked for, say: HTTP ends here, and the listener would wait for ever. */
    private boolean isInterim() {
        HttpStatusCode status = getStatusCode();
        return status != null && status.is1xxInformational();
    }

    private boolean isPlaylist() {
        String type = getHeaders().getFirst(HttpHeaders.CONTENT_TYPE);
        boolean told = type != null && (type.contains("mpegurl") || type.contains("dash+xml"));
        return getStatusCode() == HttpStatus.OK
                && HttpMethod.GET.equals(exchange.getRequest().getMethod())
                && (told || isPlaylist(exchange.getRequest(), forward))
                && (forward.embedding() != null || getHeaders().getContentLength() <= MAX_PLAYLIST_BYTES);
    }

    private DataBuffer playlist(DataBuffer whole) {
        byte[] bytes = new byte[whole.readableByteCount()];
        whole.read(bytes);
        DataBufferUtils.release(whole);
        List<String> codings = getHeaders().getOrEmpty(HttpHeaders.CONTENT_ENCODING);
        Optional<byte[]> plain = Decoding.decode(bytes, codings, MAX_PLAYLIST_BYTES);
        if (plain.isEmpty() && forward.embedding() != null) {
            throw unusable("The origin's playlist has a coding that cannot be read here: " + codings);
        }
        Optional<String> written = plain.flatMap(this::rewritten);
        handedOut(written.isPresent());
        return bufferFactory()
                .wrap(written.map(text -> changed(text.getBytes(StandardCharsets.UTF_8)))
                        .orElse(bytes));
    }

    /** Empty where nothing is to be written, so that the answer stays as it came. */
    private Optional<String> rewritten(byte[] plain) {
        String text = new String(plain, StandardCharsets.UTF_8);
        Embedding embedding = forward.embedding();
        Optional<String> written = embedding != null && embedding.kind() == Embedding.Kind.HAND_OUT
                ? Playlists.handOut(text, forward.links(), embedding.url())
                : Playlists.write(text, forward.links());
        return written.filter(result -> !result.equals(text));
    }

    /** What the origin said about its bytes does not hold for these. */
    private byte[] changed(byte[] written) {
        HttpHeaders headers = getHeaders();
        List.of("Content-Encoding", "ETag", "Last-Modified", "Accept-Ranges", "Content-MD5", "Digest", "Content-Digest")
                .forEach(headers::remove);
        headers.setContentLength(written.length);
        if (forward.embedding() != null) {
            headers.set(HttpHeaders.CACHE_CONTROL, Reply.PRIVATE.value());
        }
        return written;
    }

    private boolean isRedirectHere() {
        String location = getHeaders().getFirst(HttpHeaders.LOCATION);
        return location != null && isRedirect() && forward.links().isHere(location);
    }

    private boolean isRedirect() {
        HttpStatusCode status = getStatusCode();
        return status != null && status.is3xxRedirection();
    }

    /** Where the origin says that something is, for the listener. What redirects carry a token is for nobody's cache. */
    private void locations(HttpHeaders headers) {
        Links links = forward.links();
        String location = headers.getFirst(HttpHeaders.LOCATION);
        if (location != null) {
            boolean token = forward.embedding() != null && isRedirectHere();
            headers.set(HttpHeaders.LOCATION, (token ? links : links.withoutToken()).write(location));
            if (token) {
                headers.set(HttpHeaders.CACHE_CONTROL, Reply.PRIVATE.value());
            }
        }
        String content = headers.getFirst("Content-Location");
        if (content != null) {
            headers.set("Content-Location", links.withoutToken().write(content));
        }
        List<String> related = headers.get(HttpHeaders.LINK);
        if (related != null) {
            headers.put(
                    HttpHeaders.LINK,
                    related.stream()
                            .map(field -> HeaderLinks.link(field, links.withoutToken()))
                            .toList());
        }
        refresh(headers);
    }

    /** A redirect by other means. One that nobody asked for hands no token out: the slot was given back. */
    private void refresh(HttpHeaders headers) {
        String refresh = headers.getFirst("Refresh");
        if (refresh == null) {
            return;
        }
        Embedding embedding = forward.embedding();
        String plain = HeaderLinks.refresh(refresh, forward.links().withoutToken());
        String written = embedding != null && embedding.kind() == Embedding.Kind.KEEP
                ? HeaderLinks.refresh(refresh, forward.links())
                : plain;
        headers.set("Refresh", written);
        if (!written.equals(plain)) {
            headers.set(HttpHeaders.CACHE_CONTROL, Reply.PRIVATE.value());
        }
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
        locations(headers);
        Exchanges.set(headers, forward.fields());
        headers.set("X-Request-Id", forward.client().requestId());
    }

    private static ResponseStatusException unusable(String why) {
        return new ResponseStatusException(HttpStatus.BAD_GATEWAY, why);
    }
}
