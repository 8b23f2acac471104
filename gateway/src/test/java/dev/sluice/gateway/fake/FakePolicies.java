package dev.sluice.gateway.fake;

import dev.sluice.config.policy.Checked;
import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.PolicyReader;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.config.policy.StreamPolicy;
import dev.sluice.redis.policy.Policies;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** Policies that a test writes. */
public final class FakePolicies implements Policies {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<StreamId, LivePolicy> streams = new ConcurrentSkipListMap<>();
    private final List<Consumer<Policies>> listeners = new CopyOnWriteArrayList<>();
    private final AtomicLong number = new AtomicLong();

    /** A policy of these settings, as JSON, with single quotes for double ones. */
    public static StreamPolicy policy(String settings) {
        Checked<StreamPolicy> checked = PolicyReader.read(JSON.readTree(settings.replace('\'', '"')));
        if (checked instanceof Checked.Valid<StreamPolicy> fine) {
            return fine.value();
        }
        throw new IllegalArgumentException(checked.toString());
    }

    /** A policy that a gateway runs. */
    public static LivePolicy live(String id, String settings) {
        return new LivePolicy(new StreamId(id), new Revision(1, 1), policy(settings));
    }

    public LivePolicy put(String id, String settings) {
        LivePolicy live = new LivePolicy(new StreamId(id), new Revision(1, number.incrementAndGet()), policy(settings));
        streams.put(live.id(), live);
        listeners.forEach(listener -> listener.accept(this));
        return live;
    }

    public void clear() {
        streams.clear();
        listeners.forEach(listener -> listener.accept(this));
    }

    public void remove(String id) {
        streams.remove(new StreamId(id));
        listeners.forEach(listener -> listener.accept(this));
    }

    @Override
    public Optional<LivePolicy> find(StreamId id) {
        return Optional.ofNullable(streams.get(id));
    }

    @Override
    public Collection<LivePolicy> all() {
        return List.copyOf(streams.values());
    }

    @Override
    public Revision revision() {
        return new Revision(1, number.get());
    }

    @Override
    public void onChange(Consumer<Policies> listener) {
        listeners.add(listener);
    }
}
