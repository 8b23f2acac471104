package dev.sluice.redis.stream;

import dev.sluice.redis.stream.Reference.Grant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The places of the reference's array, one object each. */
final class Places {

    private static final Place FRESH = new Place(-1, false, 0);

    /** Its last tag, and whether and until which second of the stream's clock somebody holds it. */
    private record Place(int tag, boolean held, long until) {}

    private final SortedMap<Integer, Place> places = new TreeMap<>();
    private int reached;

    /** How many places there ever were. */
    int reached() {
        return reached;
    }

    private Place place(int slot) {
        return places.getOrDefault(slot, FRESH);
    }

    boolean holds(Grant grant) {
        return !isFree(grant.slot()) && place(grant.slot()).tag() == grant.tag();
    }

    boolean isFree(int slot) {
        return !place(slot).held();
    }

    long until(int slot) {
        return place(slot).until();
    }

    Map<Integer, Grant> held() {
        Map<Integer, Grant> held = new TreeMap<>();
        places.forEach((slot, place) -> {
            if (place.held()) {
                held.put(slot, new Grant(slot, place.tag()));
            }
        });
        return held;
    }

    List<Integer> expired(long second) {
        return held().keySet().stream().filter(slot -> until(slot) < second).toList();
    }

    /** Which one is the script's choice: a free one, a new one only when there is no other, and not with its last tag. */
    void give(Grant grant, long until) {
        int held = held().size();
        Reference.demand(isFree(grant.slot()), "slot " + grant.slot() + " was given though somebody holds it");
        Reference.demand(
                place(grant.slot()).tag() != grant.tag(), "slot " + grant.slot() + " got the tag of its last holder");
        Reference.demand(
                grant.slot() < reached || grant.slot() == held,
                "slot " + grant.slot() + " is new, though only " + held + " of those before it are held");
        hold(grant, until);
    }

    void hold(Grant grant, long until) {
        places.put(grant.slot(), new Place(grant.tag(), true, until));
        reached = Math.max(reached, grant.slot() + 1);
    }

    void extend(int slot, long until) {
        places.computeIfPresent(slot, (key, place) -> new Place(place.tag(), true, Math.max(place.until(), until)));
    }

    void shorten(int slot, long until) {
        places.computeIfPresent(slot, (key, place) -> new Place(place.tag(), true, Math.min(place.until(), until)));
    }

    void free(int slot) {
        places.computeIfPresent(slot, (key, place) -> new Place(place.tag(), false, 0));
    }

    /** The array is lost, and as long as before. */
    void empty() {
        places.clear();
    }

    void clear() {
        places.clear();
        reached = 0;
    }

    void takeOver(Places other) {
        places.clear();
        places.putAll(other.places);
        reached = other.reached;
    }
}
