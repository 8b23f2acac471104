/**
 * The independent judge of the invariants I1, I2, I3, I4, I5, I7 and I10 of one stream.
 *
 * <p>It is fed only by what listeners, the operator and whoever breaks things see from outside, each with the moment of
 * asking and the moment of the answer: {@link dev.sluice.it.observer.Event}. It reads no metric, no admin figure and
 * nothing in Redis. What the product did happened somewhere between question and answer, so each rule looks for a
 * contradiction that holds wherever in that span it was. What can't be told from outside is never held against the
 * product; what can be told is never excused by more than the {@link dev.sluice.it.observer.Tolerance}, whose every
 * number has its reason.
 *
 * <p>A history only grows and a contradiction stays one, so {@link dev.sluice.it.observer.Observer#judge()} can be
 * asked at any time while the history is still being made. Two terms recur: a slot is held <em>for certain</em> from the
 * answer that gave it until the last question that was still served under it; it is held <em>possibly</em> from the
 * question that led to it until a lease and a reap cycle after the last answer, or the answer to leaving.
 */
@NullMarked
package dev.sluice.it.observer;

import org.jspecify.annotations.NullMarked;
