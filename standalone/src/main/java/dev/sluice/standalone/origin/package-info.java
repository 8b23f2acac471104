/**
 * A live programme to try Sluice with: a small tune that goes round for ever, served as any packager serves a live
 * event.
 *
 * <p>Segment {@code n} of the programme is segment {@code n mod 24} of the tune, and it is on the air from
 * {@code n} to {@code n + 1} times 2.88 s after 1970 began. So what is served follows from the time alone: the origin
 * keeps no state, two of them serve the same, and the numbers go on after a restart. A segment can be had once it is
 * over, is listed for six segments' time and found for six more. The tune's timestamps go on over its end; players are
 * told of the seam by {@code EXT-X-DISCONTINUITY} all the same, because a new round is another encoding.
 */
@NullMarked
package dev.sluice.standalone.origin;

import org.jspecify.annotations.NullMarked;
