package dev.sluice.gateway.edge;

import dev.sluice.config.policy.LivePolicy;
import org.jspecify.annotations.Nullable;

/** What a request is for. */
public sealed interface Target {

    /** The stream that it is of; null where it is of none. */
    default @Nullable LivePolicy live() {
        return null;
    }

    /**
     * Something of the stream itself.
     *
     * @param live the stream
     * @param root what stands before the stream's own paths: {@code /live/demo}, a prefix without its last slash, or
     *     nothing on a host of its own
     * @param path the path within the stream, canonical, with its first slash
     */
    record Media(LivePolicy live, String root, String path) implements Target {}

    /** The page that plays the stream. */
    record Listen(LivePolicy live) implements Target {}

    /**
     * The gateway's own interface to the stream, {@code /.sluice/{stream}/…}.
     *
     * @param live the stream
     * @param name what follows: {@code ticket}, {@code session/closing}, …
     */
    record Control(LivePolicy live, String name) implements Target {}

    /** A file that the gateway's own pages load. */
    record File(String path) implements Target {}

    /** No such stream, or no such path. */
    record Nothing() implements Target {}
}
