package dev.sluice.gateway.pages;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every page of a stream shows.
 *
 * @param stream the stream
 * @param title its title
 * @param art a picture for it; null for a drawn one
 * @param message a line from the operator; null for none
 * @param frames the sites that may show its pages inside their own
 */
public record Programme(
        StreamId stream,
        String title,
        @Nullable URI art,
        @Nullable String message,
        List<String> frames) {

    public Programme {
        frames = List.copyOf(frames);
    }

    /** What a policy says about its pages. Other sites may frame them only where the player is {@code embedded}. */
    public static Programme of(LivePolicy live) {
        return new Programme(
                live.id(),
                live.policy().title(),
                live.policy().art(),
                live.policy().message(),
                live.policy().embedded() ? live.policy().sites() : List.of());
    }
}
