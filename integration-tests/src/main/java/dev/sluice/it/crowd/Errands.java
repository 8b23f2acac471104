package dev.sluice.it.crowd;

import dev.sluice.it.crowd.Gateways.Gateway;
import dev.sluice.it.observer.Event;
import dev.sluice.it.observer.Span;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What one listener asks of which gateway, and when; what happens when no answer comes. */
final class Errands {

    private static final System.Logger LOG = System.getLogger(Errands.class.getName());

    private final Crowd.Scene scene;
    private final Purse purse;
    private final SplittableRandom random;
    private final Runnable goOn;
    private final AtomicReference<@Nullable Gateway> sticky = new AtomicReference<>();

    /** {@code goOn} is run a moment after a question got no answer; the next one then goes elsewhere. */
    Errands(Crowd.Scene scene, Purse purse, SplittableRandom random, Runnable goOn) {
        this.scene = scene;
        this.purse = purse;
        this.random = random;
        this.goOn = goOn;
    }

    /** Asks, takes the tokens that the answer brings, and hands it on, on the crowd's clock thread; {@code who} goes into the history if none comes. */
    void ask(HttpRequest.Builder request, Gateway gateway, String who, Consumer<Reply> then) {
        long sent = Http.now();
        scene.http()
                .send(request)
                .whenCompleteAsync(
                        (reply, failure) -> {
                            if (failure == null) {
                                understand(reply, then);
                                return;
                            }
                            scene.tally().error();
                            scene.witness()
                                    .accept(new Event.Unanswered(who, gateway.name(), new Span(sent, Http.now())));
                            sticky.set(null);
                            later(goOn, Duration.ofMillis(100 + random.nextInt(200)));
                        },
                        scene.clock());
    }

    /** An answer that makes no sense to a listener is an error that is seen, not a listener who falls silent. */
    private void understand(Reply reply, Consumer<Reply> then) {
        try {
            purse.learn(reply);
            then.accept(reply);
        } catch (RuntimeException e) {
            scene.tally().error();
            LOG.log(System.Logger.Level.WARNING, "an answer with status " + reply.status() + " is not understood", e);
            later(goOn, Duration.ofSeconds(1));
        }
    }

    /** Mostly the same as before; one in ten requests goes to any, as after a load balancer's change of mind. */
    Gateway gateway() {
        Gateway last = sticky.get();
        if (last == null || random.nextInt(10) == 0 || !scene.gateways().all().contains(last)) {
            last = scene.gateways().any(random);
            sticky.set(last);
        }
        return last;
    }

    void later(Runnable step, Duration after) {
        scene.clock().schedule(step, Math.max(1, after.toMillis()), TimeUnit.MILLISECONDS);
    }
}
