/**
 * Synthetic listeners, hundreds to thousands in one JVM, each with a clock and habits of its own. They know the public
 * contract and nothing else: pages, tickets, cookies, headers, playlists.
 *
 * <p>A {@link dev.sluice.it.crowd.Listener} asks one question at a time. It joins, polls when it was told to, enters,
 * fetches the playlist and its newest segment at its own pace, and in the end leaves or just stops; some close the lid for
 * a while. What it sees goes to whoever judges ({@link dev.sluice.it.observer.Event}) and into a
 * {@link dev.sluice.it.crowd.Tally}. Which way its tokens travel depends on its {@link dev.sluice.it.crowd.Kind}.
 */
@NullMarked
package dev.sluice.it.crowd;

import org.jspecify.annotations.NullMarked;
