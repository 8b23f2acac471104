package dev.sluice.it.crowd;

import java.net.URI;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;

/** The gateways that listeners can be sent to, as a load balancer would; changes while they listen. */
public final class Gateways {

    /**
     * One of them.
     *
     * @param name what the observer calls it
     * @param url its address
     */
    public record Gateway(String name, URI url) {}

    private final CopyOnWriteArrayList<Gateway> known;

    public Gateways(List<Gateway> known) {
        this.known = new CopyOnWriteArrayList<>(known);
    }

    /** From now on listeners are sent there too. */
    public void add(Gateway gateway) {
        known.add(gateway);
    }

    /** From now on nobody is sent there. */
    public void remove(String name) {
        known.removeIf(gateway -> gateway.name().equals(name));
    }

    /** One of that name has another address; there is always somewhere to send listeners to. */
    public void replace(Gateway gateway) {
        known.add(gateway);
        known.removeIf(old -> old.name().equals(gateway.name()) && !old.equals(gateway));
    }

    /** Those in use. */
    public List<Gateway> all() {
        return List.copyOf(known);
    }

    Gateway any(SplittableRandom random) {
        List<Gateway> all = all();
        if (all.isEmpty()) {
            throw new IllegalStateException("no gateway is known (expected: at least one)");
        }
        return all.get(random.nextInt(all.size()));
    }
}
