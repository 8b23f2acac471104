package dev.sluice.redis.stream;

import dev.sluice.redis.stream.Reference.Grant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** The places of the reference's array, one object each. */
final class Places {

    private static final Place FRESH = new Place(-1, false, 0);

    /** Its last tag, and whether and until which second of the stream's clock somebody holds it. */
    private record Place(int tag, boolean held, long until) {}

    private final List<Place> places = new ArrayList<>();
    private int taken;

    /** How many places there ever were. */
    int reached() {
        return places.size();
    }

    /** How many of them somebody holds. */
    int taken() {
        return taken;
    }

    private Place place(int slot) {
        return slot < places.size() ? places.get(slot) : FRESH;
    }

    boolean holds(Grant grant) {
        return grant.slot() >= 0 && !isFree(grant.slot()) && place(grant.slot()).tag() == grant.tag();
    }

    boolean isFree(int slot) {
        return !place(slot).held();
    }

    long until(int slot) {
        return place(slot).until();
    }

    Map<Integer, Grant> held() {
        Map<Integer, Grant> held = new TreeMap<>();
        IntStream.range(0, places.size())
                .filter(slot -> !isFree(slot))
                .forEach(slot -> held.put(slot, new Grant(slot, place(slot).tag())));
        return held;
    }

    /** Those from {@code first} to before {@code end} whose time is over, in order. */
    List<Integer> expired(int first, int end, long second) {
        return IntStream.range(first, end)
                .filter(slot -> !isFree(slot) && until(slot) < second)
                .boxed()
                .toList();
    }

    /** Which one is the script's choice: a free one, a new one only when there is no other, and not with its last tag. */
    void give(Grant grant, long until) {
        Reference.demand(isFree(grant.slot()), "slot " + grant.slot() + " was given though somebody holds it");
        Reference.demand(
                place(grant.slot()).tag() != grant.tag(), "slot " + grant.slot() + " got the tag of its last holder");
        Reference.demand(
                grant.slot() < reached() || grant.slot() == taken,
                "slot " + grant.slot() + " is new, though only " + taken + " of those before it are held");
        hold(grant, until);
    }

    void hold(Grant grant, long until) {
        places.addAll(Collections.nCopies(Math.max(0, grant.slot() + 1 - places.size()), FRESH));
        set(grant.slot(), new Place(grant.tag(), true, until));
    }

    void extend(int slot, long until) {
        set(slot, new Place(place(slot).tag(), true, Math.max(until(slot), until)));
    }

    void shorten(int slot, long until) {
        set(slot, new Place(place(slot).tag(), true, Math.min(until(slot), until)));
    }

    void free(int slot) {
        set(slot, new Place(place(slot).tag(), false, 0));
    }

    private void set(int slot, Place next) {
        taken += (next.held() ? 1 : 0) - (isFree(slot) ? 0 : 1);
        places.set(slot, next);
    }

    /** The array is lost, and as long as before. */
    void empty() {
        Collections.fill(places, FRESH);
        taken = 0;
    }

    void clear() {
        places.clear();
        taken = 0;
    }

    void takeOver(Places other) {
        places.clear();
        places.addAll(other.places);
        taken = other.taken;
    }
}
