package dev.sluice.it.crowd;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** The public contract's requests for one stream. */
final class Contract {

    private final String stream;
    private final Purse purse;

    Contract(String stream, Purse purse) {
        this.stream = stream;
        this.purse = purse;
    }

    HttpRequest.Builder page(URI gateway) {
        return purse.request(gateway.resolve("/listen/" + stream)).header("Accept", "text/html,*/*;q=0.8");
    }

    HttpRequest.Builder join(URI gateway) {
        return write(gateway, "/tickets").POST(BodyPublishers.noBody());
    }

    HttpRequest.Builder poll(URI gateway) {
        return purse.request(own(gateway, "/ticket")).header("Accept", "application/json");
    }

    HttpRequest.Builder leave(URI gateway) {
        return write(gateway, "/session").DELETE();
    }

    HttpRequest.Builder giveUp(URI gateway) {
        return write(gateway, "/ticket").DELETE();
    }

    HttpRequest.Builder media(URI url) {
        return purse.request(url).header("Accept", "*/*");
    }

    URI playlist(URI gateway) {
        return gateway.resolve("/live/" + stream + "/index.m3u8");
    }

    /** Whether the URL is the stream's own: a token is shown to no other. */
    boolean isOwn(URI url, URI gateway) {
        return url.getAuthority().equals(gateway.getAuthority());
    }

    /** Writes by cookie need an origin; a browser sends it. */
    private HttpRequest.Builder write(URI gateway, String path) {
        String origin = gateway.getScheme() + "://" + gateway.getAuthority();
        return purse.request(own(gateway, path))
                .header("Accept", "application/json")
                .header("Origin", origin);
    }

    private URI own(URI gateway, String path) {
        return gateway.resolve("/.sluice/" + stream + path);
    }
}
