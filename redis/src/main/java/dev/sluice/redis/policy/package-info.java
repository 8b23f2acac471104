/**
 * Live policy: what the nodes run, how a change reaches them, and which of them run it. Ports for gateway and admin API;
 * their state is in Redis, announced by publish/subscribe and found by polling when an announcement is lost.
 *
 * <p>A stream's base, patch, event mode and tail are one document; the overlays are another. A write replaces one document,
 * if its revision is still the one that was read, takes the next number of the epoch and announces it. A node fetches the
 * documents that changed since its own revision, a page at a time, and counts as running a revision once it has them all
 * and its listeners are through. What is in force is a pure function of document and overlays; a document that would be
 * wrong leaves the policy before it in force.
 *
 * <p>A store that never had anything gets the file as a whole: documents first, and then the revision that makes them
 * count, so that no gateway sees half of it. The same script writes back what a node has and the store lost: whoever
 * holds the higher revision does. Ten seconds after that, two after Redis was started again, and in an empty store where the
 * writer knows better, no write is taken, so that whoever knows the latest has time to bring it. Still somebody may not have
 * been there: so the first write after another run of Redis, or after policies were brought back, begins a new epoch. No
 * revision that somebody may know is given again, and whoever comes with one of the epoch before takes all that is there.
 *
 * <p>Each write of a stream's document is one line of the log {@code sluice.audit}, with the fields before and after: the
 * admin API's as well as the end of an event by its time, which whichever node is first writes and logs, and a
 * file that has changed.
 *
 * <p>Ten times a second a node tells that it is there and which revision it runs, and learns who else is, by one script
 * call; one that ends in order says goodbye, and one that is not heard of any more is listed as silent for ten minutes,
 * also if the store forgets it. Rendezvous hashing over the gateways heard of in the last 300 ms gives each stream an owner.
 */
@NullMarked
package dev.sluice.redis.policy;

import org.jspecify.annotations.NullMarked;
