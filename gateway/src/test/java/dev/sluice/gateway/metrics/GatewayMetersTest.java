package dev.sluice.gateway.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.policy.LivePolicy;
import dev.sluice.config.policy.Revision;
import dev.sluice.config.policy.StreamId;
import dev.sluice.gateway.fake.FakeClock;
import dev.sluice.gateway.fake.FakePolicies;
import dev.sluice.gateway.fake.FakeStore;
import dev.sluice.redis.policy.Policies;
import dev.sluice.redis.waitingroom.RoomView;
import dev.sluice.redis.waitingroom.WaitingRoom;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class GatewayMetersTest {

    private static final String SETTINGS = "{'origin':'http://127.0.0.1:1024/'}";

    private final FakePolicies policies = new FakePolicies();
    private final FakeStore store = new FakeStore(new FakeClock());
    private final MeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void aStreamThatComesWhileTheFirstAreRegisteredHasItsMetersToo() {
        policies.put("first", SETTINGS);
        meter(new ChangedWhileRead());
        assertThat(meters("first")).isNotEmpty();
        assertThat(meters("late")).hasSameSizeAs(meters("first"));
    }

    @Test
    void aDeletedStreamTakesItsMetersAlong() {
        policies.put("first", SETTINGS);
        policies.put("second", SETTINGS);
        meter(policies);
        policies.remove("second");
        assertThat(meters("first")).isNotEmpty();
        assertThat(meters("second")).isEmpty();
    }

    @Test
    void theModeInForceFollowsTheStoreAndThePolicy() {
        policies.put("first", SETTINGS);
        policies.put("second", SETTINGS.replace("}", ",'storeLoss':'open'}"));
        meter(policies);
        assertThat(List.of(mode("first"), mode("second"))).containsOnly("slots");
        store.recover(true);
        assertThat(List.of(mode("first"), mode("second"))).containsOnly("recovering");
        store.lose();
        assertThat(mode("first")).isEqualTo("closed");
        assertThat(mode("second")).isEqualTo("open");
    }

    @ParameterizedTest
    @CsvSource({"active, 701", "capacity, 1000", "waiting, 602", "eligible, 53", "utilisation, 0.701"})
    void eachGaugeTellsItsFigureOfTheRoom(String name, double figure) {
        policies.put("first", SETTINGS);
        RoomView view = answering(
                RoomView.class,
                Map.of("active", 701L, "capacity", 1000L, "waiting", 602L, "eligible", 53L, "isRecovering", false));
        new GatewayMeters(registry, policies, answering(WaitingRoom.class, Map.of("view", view)), store);
        assertThat(registry.get("sluice.stream." + name).gauge().value()).isEqualTo(figure);
    }

    @Test
    void eachCounterCountsItsOwnEventsAlone() {
        policies.put("first", SETTINGS);
        GatewayMeters meters = meter(policies);
        StreamId first = new StreamId("first");
        meters.arrived(first);
        meters.granted(first);
        meters.granted(first);
        for (int i = 0; i < 3; i++) {
            meters.claimed(first);
        }
        assertThat(count("sluice.stream.arrivals")).isEqualTo(1);
        assertThat(count("sluice.stream.grants")).isEqualTo(2);
        assertThat(count("sluice.stream.claims")).isEqualTo(3);
    }

    @Test
    void eachMeterSaysHowToPutGatewaysTogether() {
        policies.put("first", SETTINGS);
        meter(policies);
        List<String> alike = List.of("active", "capacity", "waiting", "eligible", "utilisation");
        assertThat(meters("first")).hasSizeGreaterThan(12).allSatisfy(meter -> {
            String name = meter.getId().getName();
            boolean isAlike = alike.contains(name.replace("sluice.stream.", ""));
            assertThat(meter.getId().getDescription())
                    .as(name)
                    .endsWith(isAlike ? "use max by (stream)" : "use sum by (stream)");
        });
    }

    private double count(String name) {
        return registry.get(name).counter().count();
    }

    /** An answer to each method by its name; whatever else is asked fails. */
    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    Object answer = answers.get(method.getName());
                    if (answer == null) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return answer;
                }));
    }

    private String mode(String stream) {
        return registry.get("sluice.stream.admission").tag("stream", stream).gauges().stream()
                .filter(gauge -> gauge.value() == 1)
                .map(gauge -> gauge.getId().getTag("mode"))
                .collect(Collectors.joining(" and "));
    }

    private GatewayMeters meter(Policies metered) {
        return new GatewayMeters(registry, metered, store, store);
    }

    private Collection<Meter> meters(String stream) {
        return registry.getMeters().stream()
                .filter(meter -> stream.equals(meter.getId().getTag("stream")))
                .toList();
    }

    /** A stream comes just after somebody read the first time which there are. */
    private final class ChangedWhileRead implements Policies {

        private final AtomicBoolean read = new AtomicBoolean();

        @Override
        public Collection<LivePolicy> all() {
            Collection<LivePolicy> found = policies.all();
            if (!read.getAndSet(true)) {
                policies.put("late", SETTINGS);
            }
            return found;
        }

        @Override
        public Optional<LivePolicy> find(StreamId id) {
            return policies.find(id);
        }

        @Override
        public Revision revision() {
            return policies.revision();
        }

        @Override
        public void onChange(Consumer<Policies> listener) {
            policies.onChange(listener);
        }
    }
}
