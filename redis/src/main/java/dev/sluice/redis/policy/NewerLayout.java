package dev.sluice.redis.policy;

import dev.sluice.redis.store.Keys;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A node that finds keys of a later layout than its own stops: it would go on counting slots where nobody else looks any more,
 * and let in more listeners than there is room for.
 */
final class NewerLayout implements LongConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(NewerLayout.class);

    private final ConfigurableApplicationContext context;
    private final AtomicBoolean stopping = new AtomicBoolean();

    NewerLayout(ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public void accept(long layout) {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        LOG.error(
                "This node stops: in its Redis, a newer version of Sluice keeps slots and queues in layout {}, and this version"
                        + " knows only layout {}. It would let in listeners whom the others do not count. Run the newer version"
                        + " here too. To go back to this one instead, stop all nodes and give them an empty Redis.",
                layout,
                Keys.LAYOUT);
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
        // not on the thread of the heartbeat, whose end the context would wait for
        Thread end = new Thread(context::close, "sluice-newer-layout");
        end.start();
    }
}
