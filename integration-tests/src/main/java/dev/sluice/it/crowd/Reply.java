package dev.sluice.it.crowd;

import dev.sluice.it.observer.Span;
import java.net.http.HttpHeaders;

/** An answer, and when it was asked for and there. */
record Reply(int status, HttpHeaders headers, String text, Span span) {

    boolean ok() {
        return status >= 200 && status < 300;
    }

    boolean redirects() {
        return status >= 300 && status < 400 && headers.firstValue("location").isPresent();
    }

    boolean isJson() {
        return headers.firstValue("content-type").orElse("").contains("json");
    }
}
