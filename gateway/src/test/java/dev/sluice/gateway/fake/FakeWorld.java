package dev.sluice.gateway.fake;

import dev.sluice.gateway.GatewayApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** A whole gateway on sockets, over a store in memory. One for each set of properties; each test finds the store empty. */
public final class FakeWorld implements BeforeEachCallback {

    private record State(
            FakeClock clock, FakeStore store, FakePolicies policies, ConfigurableApplicationContext context) {}

    private static final Map<List<String>, State> STARTED = new ConcurrentHashMap<>();

    private final List<String> properties;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();

    /** A gateway with these properties beside the ones that every test needs. */
    public FakeWorld(String... properties) {
        this.properties = List.of(properties);
    }

    public FakeClock clock() {
        return state().clock();
    }

    public FakeStore store() {
        return state().store();
    }

    public FakePolicies policies() {
        return state().policies();
    }

    public ConfigurableApplicationContext context() {
        return state().context();
    }

    public String site() {
        return "http://127.0.0.1:" + port("local.server.port");
    }

    public String management() {
        return "http://127.0.0.1:" + port("local.management.port");
    }

    /** Asks. Headers are name and value in turn. */
    public HttpResponse<String> ask(String method, String url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url.startsWith("http") ? url : site() + url))
                .timeout(Duration.ofSeconds(30))
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public HttpResponse<String> get(String url, String... headers) {
        return ask("GET", url, headers);
    }

    /** The value of a cookie that an answer sets; empty when it sets none. */
    public static Optional<String> cookie(HttpResponse<?> response, String name) {
        List<String> found = new ArrayList<>();
        for (String line : response.headers().allValues("Set-Cookie")) {
            if (line.startsWith(name + "=")) {
                found.add(line.substring(name.length() + 1, line.indexOf(';')));
            }
        }
        return found.stream().findFirst();
    }

    public static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        state().policies().clear();
        state().store().clear();
    }

    private State state() {
        return STARTED.computeIfAbsent(properties, FakeWorld::start);
    }

    private static State start(List<String> properties) {
        FakeClock clock = new FakeClock();
        FakeStore store = new FakeStore(clock);
        FakePolicies policies = new FakePolicies();
        List<String> all = new ArrayList<>(List.of(
                "spring.config.name=sluice-gateway",
                "spring.config.location=classpath:/sluice-gateway.yml",
                "spring.config.import=",
                "server.port=0",
                "server.address=127.0.0.1",
                "server.shutdown=immediate",
                "management.server.port=0",
                "management.server.address=127.0.0.1",
                "management.metrics.use-global-registry=false",
                "logging.level.root=WARN",
                "sluice.tokens.keys[0].id=k1",
                "sluice.tokens.keys[0].secret=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "spring.autoconfigure.exclude=dev.sluice.redis.store.StoreAutoConfiguration,"
                        + "dev.sluice.redis.policy.PolicyAutoConfiguration,"
                        + "dev.sluice.redis.stream.StreamAutoConfiguration"));
        all.addAll(properties);
        ConfigurableApplicationContext context = new SpringApplicationBuilder(GatewayApplication.class)
                .properties("spring.config.name=sluice-gateway")
                .initializers(starting -> {
                    GenericApplicationContext beans = (GenericApplicationContext) starting;
                    beans.registerBean("fakeClock", FakeClock.class, () -> clock);
                    beans.registerBean("fakeStore", FakeStore.class, () -> store);
                    beans.registerBean("fakePolicies", FakePolicies.class, () -> policies);
                })
                .run(all.stream().map(property -> "--" + property).toArray(String[]::new));
        return new State(clock, store, policies, context);
    }

    private String port(String property) {
        return state().context().getEnvironment().getRequiredProperty(property);
    }
}
