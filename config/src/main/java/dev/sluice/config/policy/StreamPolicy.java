package dev.sluice.config.policy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force for one stream: base, patch and overlays merged, every default filled in, every range checked.
 * Made by {@link PolicyReader}, which names every wrong setting; the constructor alone checks nothing.
 */
public record StreamPolicy(
        @Setting(
                value = "Where the stream comes from: the URL that the path after `/live/{stream}/` is appended to.",
                required = true)
        URI origin,

        @Setting(value = "The programme's title, shown on its pages.", fallback = "Live stream", max = "200")
        String title,

        @Setting("The URL of a picture for the listener page; none when left out. A path is one of this gateway.")
        @Nullable
        URI art,

        @Setting(
                value = "Where the programme is played, on the listener page: a path under `/live/{stream}/`.",
                fallback = "index.m3u8",
                shape = "[A-Za-z0-9._~-][A-Za-z0-9._~/-]*")
        String play,

        @Setting(value = "A line from the operator that every page shows; none when left out.", max = "1000") @Nullable
        String message,

        @Setting(
                value = "Host names of its own, without port: every request to one of them is for this stream.",
                fallback = "[]",
                shape = "[a-z0-9]([a-z0-9.-]*[a-z0-9])?")
        List<String> hosts,

        @Setting(
                value = "Path prefixes of its own beside `/live/{stream}/`, so that a site's URLs can stay.",
                fallback = "[]",
                // possessive: a long list of segments takes no stack
                shape = "/(\\.*[A-Za-z0-9_~-][A-Za-z0-9._~-]*/)++",
                words = "no segment empty, of dots alone (. and ..) or percent-encoded",
                taken = {"/live/", "/listen/", "/.sluice/"})
        List<String> prefixes,

        @Setting(
                value = "`open`: slots without a limit. `auto`: slots, and a queue once they run out. `hold`:"
                        + " everyone new waits. `reject`: everyone new is refused when full, no queue."
                        + " `maintenance`: everyone new sees the maintenance page.",
                fallback = "auto")
        Gate gate,

        @Setting(value = "`live`, or `ended`: everybody is told that it is over.", fallback = "live")
        StreamState state,

        @Setting(value = "How many listeners may hold a slot at once.", fallback = "1000", min = "0", max = "16777216")
        int capacity,

        @Setting(
                value = "How many new listeners may enter a second (`200/s`), minute (`/m`) or hour (`/h`);"
                        + " a tenth of a second's worth, at least one, may come at once.",
                fallback = "none")
        Rate arrivalRate,

        @Setting(
                value = "How long a slot is kept without activity. A player that asks at least every third of"
                        + " it keeps its slot.",
                fallback = "45s",
                min = "4s",
                max = "4h")
        Duration lease,

        @Setting(
                value = "How long a slot is kept that nobody has played from yet, or whose page closes. At"
                        + " least 3 s, more than a third of the lease.",
                fallback = "20s",
                min = "3s",
                max = "4h")
        Duration firstLease,

        @Setting(
                value = "How long after it was last heard a listener whose slot is gone may come back without queueing"
                        + " anew.",
                fallback = "5m",
                min = "0s",
                max = "24h")
        Duration resumeWindow,

        @Setting(
                value = "What newcomers, and those who wait, meet while Redis does not answer and the gate is neither"
                        + " `hold` nor `maintenance`. `closed`: they read why, and wait. `open`: they are let in without"
                        + " a limit, and get slots as soon as Redis answers again, over capacity if need be."
                        + " Listeners who are in go on in either case.",
                fallback = "closed")
        StoreLoss storeLoss,

        @Setting(value = "The order in which those who wait are called.", fallback = "fifo")
        Discipline discipline,

        @Setting(
                value = "How often the first in the queue ask for their turn.",
                fallback = "2s",
                min = "500ms",
                max = "1m")
        Duration pollMin,

        @Setting(
                value = "How often those far behind ask for their turn; not below `pollMin`.",
                fallback = "45s",
                min = "500ms",
                max = "10m")
        Duration pollMax,

        @Setting(
                value = "How long a ticket counts as present after it asked. At least 1.25 times `pollMax` and"
                        + " one second more.",
                fallback = "75s",
                min = "1625ms",
                max = "1h")
        Duration presenceWindow,

        @Setting(value = "How long a ticket is kept without asking.", fallback = "30m", min = "1m", max = "24h")
        Duration absence,

        @Setting(
                value = "The share of entries, in percent, for those who were called while they were away and"
                        + " come back, as long as others wait.",
                fallback = "20",
                min = "0",
                max = "100")
        int returnerShare,

        @Setting(
                value = "Sites whose pages may play this stream (CORS with credentials), such as"
                        + " `https://www.example.org`.",
                fallback = "[]",
                shape = "https?://[a-z0-9.-]+(:[0-9]{1,5})?")
        List<String> sites,

        @Setting(
                value = "Whether the player is embedded in another site's page, so that cookies are"
                        + " `SameSite=None; Secure; Partitioned`.",
                fallback = "false")
        boolean embedded,

        @Setting(
                value = "`minimal`: the public status tells gate and now serving. `full`: active, capacity,"
                        + " waiting and call rate too.",
                fallback = "minimal")
        PublicStatus publicStatus,

        @Setting(
                value = "Whether the origin is told the listener's address (`Forwarded`, `X-Forwarded-For`).",
                fallback = "true")
        boolean forwardClient,

        @Setting(value = "The methods that pass.", fallback = "[GET, HEAD, OPTIONS]", shape = "[A-Z]{1,20}")
        List<String> methods,

        @Setting(value = "Path endings of playlists.", fallback = "[.m3u8, .m3u, .mpd]", shape = "\\.[A-Za-z0-9]{1,10}")
        List<String> playlists,

        @Setting(
                value = "Path endings of segments. A request for one confirms a listener.",
                fallback = "[.ts, .aac, .m4s, .m4a, .mp4, .m4v, .mp3, .webm, .vtt]",
                shape = "\\.[A-Za-z0-9]{1,10}")
        List<String> segments,

        @Setting(value = "How long a connection to the origin may take.", fallback = "2s", min = "10ms", max = "1m")
        Duration connectTimeout,

        @Setting(
                value = "How long the origin may take until its answer begins, and until a playlist is whole."
                        + " How long an answer lasts is not limited.",
                fallback = "10s",
                min = "10ms",
                max = "10m")
        Duration originTimeout,

        @Setting(
                value = "How long the origin may be silent in the middle of an answer whose listener waits for more,"
                        + " before it is cut off.",
                fallback = "1m",
                min = "10ms",
                max = "1h")
        Duration idleTimeout,

        @Setting(
                value = "How long the listener page keeps a slot when the browser refuses to play before a" + " click.",
                fallback = "60s",
                min = "0s",
                max = "10m")
        Duration autoplayHold) {}
