/**
 * The pages that listeners see: waiting, listening, ended, closed for now, and errors.
 *
 * <p>{@link dev.sluice.gateway.pages.Pages} turns a small model into a whole answer: status, headers and HTML. It knows
 * nothing of requests, tokens' meaning or Redis; it does no I/O after construction, never blocks, and is safe to share.
 *
 * <p><b>How a page is made.</b> Each page is one template ({@code *.html}) with one style sheet, at most two scripts and
 * the sentences it needs, all of it in the page itself: a page that is shown because something is short of room must
 * not cause more requests. Styles and scripts are the same bytes in each answer, so the content security policy lists
 * their hashes, and text that somebody put into a title could not run even if it escaped the template. What differs
 * stands in {@code data-} attributes, escaped. Only the listener page loads a file, hls.js, and only where the browser
 * needs it; {@link dev.sluice.gateway.pages.Pages#asset} has that file.
 *
 * <p><b>Words.</b> All of them are in {@code messages.properties}; scripts get the group they use. Counted things have a
 * key for each plural category.
 *
 * <p><b>Contract with the scripts.</b> The waiting page reads the ticket document, and beside its fields {@code reason}
 * (the {@linkplain dev.sluice.gateway.pages.Standing#reason wire name} of a {@link dev.sluice.gateway.pages.Standing})
 * and {@code message} (the operator's line) where they are there. An answer 401, or {@code state} {@code unknown}, means
 * that the ticket is worth nothing any more; 410 that the stream is over; 503 with {@code Retry-After} that it should ask
 * again. It leaves by {@code DELETE /.sluice/{stream}/ticket}. The listener page asks {@code POST /.sluice/{stream}/session} whether it still has its place: any 2xx that is no
 * ticket document in state {@code waiting} or {@code called} means yes.
 */
@NullMarked
package dev.sluice.gateway.pages;

import org.jspecify.annotations.NullMarked;
