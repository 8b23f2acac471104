package dev.sluice.gateway.pages;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The page that plays.
 *
 * @param programme what it plays
 * @param play the path under {@code /live/{stream}/} that is played
 * @param lease how long a slot lasts; the page renews it every third of it while nothing else does
 * @param holds how long the slot is kept while nothing plays
 * @param session the session's token, for a browser that does not send the cookie back; null where the cookie came back
 */
public record ListenPage(
        Programme programme,
        String play,
        Duration lease,
        Holds holds,
        @Nullable String session) {

    private static final Duration PAUSE = Duration.ofMinutes(5);

    /**
     * How long a slot is kept while nothing plays.
     *
     * @param start before the first sound, when the browser wants a click first
     * @param pause while paused
     */
    public record Holds(Duration start, Duration pause) {}

    /** The page that a policy asks for. A pause keeps the slot for five minutes. */
    public static ListenPage of(LivePolicy live, @Nullable String session) {
        StreamPolicy policy = live.policy();
        return new ListenPage(
                Programme.of(live), policy.play(), policy.lease(), new Holds(policy.autoplayHold(), PAUSE), session);
    }
}
