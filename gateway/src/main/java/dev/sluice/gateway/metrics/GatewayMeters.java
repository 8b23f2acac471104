package dev.sluice.gateway.metrics;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.StreamId;
import dev.sluice.redis.admission.AdmissionMode;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.store.StoreHealth;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.WaitingRoom;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Everything that a gateway counts of streams. The only tag values are stream ids and words of this code.
 *
 * <p>Gauges tell the state that gateways share, so all of them report alike: {@code max by (stream)}. Counters tell what
 * this gateway did: {@code sum by (stream)}. The help texts say which is which. A deleted stream's meters go with it.
 */
public final class GatewayMeters {

    private static final String ALIKE = ". All gateways report alike: use max by (stream)";
    private static final String OWN = ". Of this gateway alone: use sum by (stream)";

    private record StreamMeters(
            Counter arrivals,
            Counter grants,
            Counter claims,
            Map<Refusal, Counter> refusals,
            Map<OriginFailure, Counter> failures,
            List<Meter> all) {}

    private final MeterRegistry registry;
    private final Policies policies;
    private final WaitingRoom room;
    private final StoreHealth health;
    private final Map<StreamId, StreamMeters> streams = new ConcurrentHashMap<>();

    /** Meters the streams of these policies, now and after each change. */
    public GatewayMeters(MeterRegistry registry, Policies policies, WaitingRoom room, StoreHealth health) {
        this.registry = registry;
        this.policies = policies;
        this.room = room;
        this.health = health;
        // first: a change while the first are registered must not be missed
        policies.onChange(this::follow);
        follow(policies);
    }

    /**
     * A listener came: somebody new who got a slot at once, or a ticket. Who gets neither keeps nothing, so that nobody can
     * tell whether the next try is the same listener: those are counted as refusals, each time.
     */
    public void arrived(StreamId stream) {
        of(stream).arrivals().increment();
    }

    /** Somebody new got a slot at once. */
    public void granted(StreamId stream) {
        of(stream).grants().increment();
    }

    /** A ticket became a slot. */
    public void claimed(StreamId stream) {
        of(stream).claims().increment();
    }

    /** Somebody was not let in, and got no ticket. */
    public void refused(StreamId stream, Refusal reason) {
        Counter counter = of(stream).refusals().get(reason);
        if (counter != null) {
            counter.increment();
        }
    }

    /** The origin did not do its part. */
    public void originFailed(StreamId stream, OriginFailure failure) {
        Counter counter = of(stream).failures().get(failure);
        if (counter != null) {
            counter.increment();
        }
    }

    private StreamMeters of(StreamId stream) {
        StreamMeters known = streams.get(stream);
        return known != null ? known : streams.computeIfAbsent(stream, this::register);
    }

    /** One at a time, so that the last one followed is the last change. */
    private synchronized void follow(Policies now) {
        Set<StreamId> gone = new HashSet<>(streams.keySet());
        for (LivePolicy live : now.all()) {
            gone.remove(live.id());
            of(live.id());
        }
        for (StreamId stream : gone) {
            StreamMeters meters = streams.remove(stream);
            if (meters != null) {
                meters.all().forEach(registry::remove);
            }
        }
    }

    private StreamMeters register(StreamId stream) {
        Tags tags = Tags.of("stream", stream.value());
        Counter arrivals = counter(
                "stream.arrivals",
                "Listeners who came: each got a slot at once, or a ticket; who got neither is in refusals, with each try",
                tags);
        Counter grants = counter("stream.grants", "Slots given at once, without a ticket", tags);
        Counter claims = counter("stream.claims", "Tickets that became slots", tags);
        Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
        for (Refusal reason : Refusal.values()) {
            String help = "Requests that got neither slot nor ticket, by reason";
            refusals.put(reason, counter("stream.refusals", help, tags.and("reason", reason.tag())));
        }
        Map<OriginFailure, Counter> failures = new EnumMap<>(OriginFailure.class);
        for (OriginFailure kind : OriginFailure.values()) {
            String help = "Requests that the origin did not answer, or broke off, by kind";
            failures.put(kind, counter("origin.failures", help, tags.and("kind", kind.tag())));
        }
        List<Meter> all = new ArrayList<>(refusals.values());
        all.addAll(failures.values());
        all.addAll(List.of(arrivals, grants, claims));
        all.add(gauge(stream, "active", "Slots held", RoomView::active));
        all.add(gauge(stream, "capacity", "Slots that may be held", RoomView::capacity));
        all.add(gauge(stream, "waiting", "Tickets present and not called yet", RoomView::waiting));
        all.add(gauge(stream, "eligible", "Tickets present, called and not in yet", RoomView::eligible));
        all.add(gauge(
                stream,
                "utilisation",
                "Slots held as a share of those that may be; 0 where none may",
                view -> view.capacity() <= 0 ? 0 : (double) view.active() / view.capacity()));
        for (AdmissionMode mode : AdmissionMode.values()) {
            all.add(admission(stream, mode));
        }
        return new StreamMeters(arrivals, grants, claims, refusals, failures, all);
    }

    private Gauge admission(StreamId stream, AdmissionMode mode) {
        return Gauge.builder(
                        "sluice.stream.admission",
                        policies,
                        p -> p.find(stream)
                                .map(live -> admission(live) == mode ? 1.0 : 0.0)
                                .orElse(Double.NaN))
                .description(
                        "1 for what whoever is not in meets: slots; recovering while nobody enters because slots are being"
                                + " restored; closed or open while Redis does not answer" + OWN)
                .tags("stream", stream.value(), "mode", mode.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private AdmissionMode admission(LivePolicy live) {
        return AdmissionMode.of(live.policy(), health.mode(), room.view(live).isRecovering());
    }

    private Gauge gauge(StreamId stream, String name, String help, ToDoubleFunction<RoomView> value) {
        return Gauge.builder(
                        "sluice.stream." + name,
                        policies,
                        p -> p.find(stream)
                                .map(room::view)
                                .map(value::applyAsDouble)
                                .orElse(Double.NaN))
                .description(help + ALIKE)
                .tag("stream", stream.value())
                .register(registry);
    }

    private Counter counter(String name, String help, Tags tags) {
        return Counter.builder("sluice." + name)
                .description(help + OWN)
                .tags(tags)
                .register(registry);
    }
}
