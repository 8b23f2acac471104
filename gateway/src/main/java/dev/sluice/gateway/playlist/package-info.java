/**
 * Playlists that carry a token: HLS playlists and DASH manifests whose URIs keep the {@code sluice} parameter, for players
 * without cookies. Text in, text out; knows no HTTP.
 *
 * <p>A URI gets the token where it leads to the site that was asked: relative ones, unless what they are relative to is
 * another site, and absolute ones of the same host and port, never from https to http. All others stay as they are.
 */
@NullMarked
package dev.sluice.gateway.playlist;

import org.jspecify.annotations.NullMarked;
