package dev.sluice.it.torture;

import dev.sluice.it.crowd.Crowd;
import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Observer;
import java.util.List;
import java.util.function.Consumer;

/**
 * One stream of a performance.
 *
 * @param stream the stream
 * @param observer who judges what is seen of it
 * @param crowd its listeners
 * @param witnesses all who are told, the observer among them; more may join
 */
record House(String stream, Observer observer, Crowd crowd, List<Consumer<Event>> witnesses) {

    void see(Event event) {
        witnesses.forEach(witness -> witness.accept(event));
    }
}
