/**
 * Links of the origin's, in HLS playlists, DASH manifests, redirects, and {@code Link} and {@code Refresh} fields, as the
 * listener needs them. Text in, text out; knows no HTTP. All of it goes through {@link dev.sluice.gateway.playlist.Links}.
 *
 * <p><b>Moved.</b> What the origin says of itself is of no use to a listener, who reaches it through the gateway only:
 * {@code http://origin.example/radio/seg.ts} and {@code /radio/seg.ts} become {@code /live/demo/seg.ts}, where
 * {@code http://origin.example/radio/} is the stream's origin. Relative links stay relative. What is above that base
 * stays, for no path of the stream leads there. A path that begins with the stream's root is an origin's that knows the
 * gateway, and stays, unless the base is the longer of the two.
 *
 * <p><b>Marked.</b> For players without cookies, a link gets the token where it leads to the site that was asked:
 * relative ones, unless what they are relative to is another site, and absolute ones of the same host and port, never from
 * https to http. All others stay as they are. Targets of {@code Link} fields get none: caches share them.
 */
@NullMarked
package dev.sluice.gateway.playlist;

import org.jspecify.annotations.NullMarked;
