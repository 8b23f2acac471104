package dev.sluice.gateway.pages;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes every page that a listener sees. Reads its templates when it is made; afterwards it does no I/O, never blocks
 * and may be shared. Whatever a model holds is escaped. Each page is {@code private, no-store} and {@code noindex}.
 */
public final class Pages {

    private final Texts texts = Texts.load();
    private final WaitWords words = new WaitWords(texts);
    private final Assets assets = new Assets();
    private final SecureRandom random = new SecureRandom();
    private final Template waiting = new Template(
            "waiting",
            texts,
            List.of("waiting", "wait", "page"),
            Map.of("watchdog", Resource.text("watchdog.js"), "script", Resource.texts("poller.js", "waiting.js")));
    private final Template listen = new Template(
            "listen",
            texts,
            List.of("listen", "page"),
            Map.of("script", Resource.texts("clock.js", "volume.js", "listen.js")));
    private final Template retrying =
            new Template("notice", texts, List.of("retry"), Map.of("script", Resource.text("retry.js")));
    private final Template notice = new Template("notice", texts, List.of(), Map.of());

    /** For somebody with a ticket. 200. */
    public Page waiting(WaitingPage model) {
        Programme programme = model.programme();
        Place place = model.place();
        String standing = standing(place);
        String retry = seconds(model.retryAfter());
        Map<String, Object> values = common(programme);
        values.put("title", title(programme, waitingTitle(place)));
        values.put("stream", programme.stream().value());
        values.put("wanted", model.wanted());
        values.put("ticket", model.ticket() == null ? "" : model.ticket());
        values.put("again", model.again() == null ? "" : model.again());
        values.put("standing", standing);
        values.put("retry", retry);
        values.put("lead", texts.get("waiting.lead." + standing));
        values.put("note", texts.get("waiting.note." + standing));
        values.put("rawPosition", Long.toString(place.position()));
        values.put("rawAhead", Long.toString(place.ahead()));
        values.put("position", texts.number(place.position()));
        values.put("ahead", texts.number(place.ahead()));
        values.put("wait", words.of(place.estimatedWait()));
        values.put("noscript", texts.count("waitingpage.noscript", Long.parseLong(retry)));
        String policy = "default-src 'none'; script-src " + waiting.scripts() + "; style-src " + waiting.styles()
                + "; connect-src 'self'; worker-src blob:; img-src data:" + tail(programme);
        return page(200, policy, waiting.render(values));
    }

    /** For a listener with a session. 200. */
    public Page listen(ListenPage model) {
        Programme programme = model.programme();
        Map<String, Object> values = common(programme);
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        String nonce = Base64.getEncoder().encodeToString(bytes);
        values.put("title", programme.title());
        values.put("stream", programme.stream().value());
        values.put("nonce", nonce);
        values.put("player", assets.playerPath());
        values.put("integrity", assets.playerIntegrity());
        values.put("play", "/live/" + programme.stream() + "/" + model.play());
        values.put("session", model.session() == null ? "" : model.session());
        values.put("renew", Long.toString(Math.max(1000, model.lease().toMillis() / 3)));
        values.put("startHold", Long.toString(model.holds().start().toMillis()));
        values.put("pauseHold", Long.toString(model.holds().pause().toMillis()));
        values.put("art", programme.art() == null ? "" : programme.art().toString());
        values.put(
                "hue", Integer.toString(Math.floorMod(programme.stream().value().hashCode(), 360)));
        // Media may lie on hosts that only the origin's playlists know.
        String policy = "default-src 'none'; script-src " + listen.scripts() + " 'nonce-" + nonce + "'; style-src "
                + listen.styles() + "; connect-src 'self' https:; media-src 'self' blob: https:; worker-src blob:"
                + "; img-src 'self' data:" + host(programme.art()) + tail(programme);
        return page(200, policy, listen.render(values));
    }

    /** The programme is over. 410. */
    public Page ended(Programme programme) {
        return notice(410, "ended", programme, null);
    }

    /** The gate is {@code maintenance}, for somebody new. 503. */
    public Page maintenance(Programme programme, Duration retryAfter) {
        return notice(503, "maintenance", programme, retryAfter);
    }

    /** The gate is {@code reject} and the stream is full, for somebody new. 503. */
    public Page refused(Programme programme, Duration retryAfter) {
        return notice(503, "refused", programme, retryAfter);
    }

    /** The store does not answer, for somebody new. 503. */
    public Page storeLost(Programme programme, Duration retryAfter) {
        return notice(503, "storelost", programme, retryAfter);
    }

    /** A request failed. The status is the model's. */
    public Page error(ErrorPage model) {
        String status = Integer.toString(model.status());
        String key = texts.has("error." + status + ".lead") ? "error." + status : "error." + status.charAt(0) + "xx";
        Map<String, Object> values = common(model.programme());
        values.put("title", title(model.programme(), texts.get("error.title", status)));
        values.put("eyebrow", texts.get("error.code", status));
        values.put("lead", texts.get(key + ".lead"));
        values.put("note", texts.get(key + ".note"));
        values.put("requestId", model.requestId());
        return notice(model.status(), model.programme(), model.retryAfter(), values);
    }

    /**
     * A file that a page loads.
     *
     * @param path the request's path, such as {@code /.sluice/assets/hls.js/1.4.12/hls.min.js}
     * @return the file; empty for every other path
     */
    public Optional<Asset> asset(String path) {
        return assets.find(path);
    }

    private Page notice(int status, String group, Programme programme, @Nullable Duration retryAfter) {
        Map<String, Object> values = common(programme);
        values.put("title", title(programme, texts.get(group + ".title")));
        values.put("lead", texts.get(group + ".lead"));
        values.put("note", texts.get(group + ".note"));
        return notice(status, programme, retryAfter, values);
    }

    private Page notice(
            int status, @Nullable Programme programme, @Nullable Duration retryAfter, Map<String, Object> values) {
        Template template = retryAfter == null ? notice : retrying;
        String policy = "default-src 'none'; script-src " + template.scripts() + "; style-src " + template.styles()
                + "; connect-src 'self'; img-src data:" + tail(programme);
        if (retryAfter == null) {
            return page(status, policy, template.render(values));
        }
        String retry = seconds(retryAfter);
        values.put("retry", retry);
        values.put("probe", programme == null ? "/livez" : "/.sluice/" + programme.stream() + "/status");
        Page page = page(status, policy, template.render(values));
        Map<String, String> headers = new HashMap<>(page.headers());
        headers.put("Retry-After", retry);
        return new Page(status, headers, page.html());
    }

    private static Map<String, Object> common(@Nullable Programme programme) {
        Map<String, Object> values = new HashMap<>();
        values.put("programme", programme == null ? "" : programme.title());
        values.put("message", programme == null || programme.message() == null ? "" : programme.message());
        return values;
    }

    private String waitingTitle(Place place) {
        return switch (place.standing()) {
            case WAITING -> texts.get("waiting.titlePosition", texts.number(place.position()));
            case CALLED -> texts.get("waiting.titleCalled");
            case HOLD, REJECT, MAINTENANCE, STORE_LOST, RECOVERING -> texts.get("waiting.title");
        };
    }

    private static String standing(Place place) {
        return switch (place.standing()) {
            case WAITING -> "waiting";
            case CALLED -> "called";
            case HOLD, REJECT, MAINTENANCE, STORE_LOST -> place.standing().reason();
            // to those who wait it is one thing, and the words are the same
            case RECOVERING -> Standing.STORE_LOST.reason();
        };
    }

    private String title(@Nullable Programme programme, String what) {
        return programme == null ? what : what + " " + texts.get("page.dash") + " " + programme.title();
    }

    private static String seconds(Duration duration) {
        return Long.toString(Math.max(1, duration.plusNanos(999_999_999).toSeconds()));
    }

    private static String host(@Nullable URI art) {
        return art == null || art.getHost() == null ? "" : " " + art.getScheme() + "://" + art.getRawAuthority();
    }

    private static String tail(@Nullable Programme programme) {
        String frames = programme == null ? "" : String.join(" ", programme.frames());
        return "; base-uri 'none'; form-action 'none'; frame-ancestors " + ("'self' " + frames).strip();
    }

    private static Page page(int status, String policy, String html) {
        return new Page(
                status,
                Map.of(
                        "Content-Type", "text/html;charset=" + StandardCharsets.UTF_8.name(),
                        "Cache-Control", "private, no-store",
                        "X-Robots-Tag", "noindex",
                        "X-Content-Type-Options", "nosniff",
                        "Referrer-Policy", "no-referrer",
                        "Content-Security-Policy", policy),
                html);
    }
}
