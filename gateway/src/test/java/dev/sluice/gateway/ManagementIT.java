package dev.sluice.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.gateway.fake.FakeWorld;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ManagementIT {

    @RegisterExtension
    final FakeWorld world = new FakeWorld();

    @Test
    void managementShowsHealthInfoAndPrometheusOnly() {
        for (String shown : List.of("health", "info", "prometheus")) {
            assertThat(world.get(world.management() + "/actuator/" + shown).statusCode())
                    .isEqualTo(200);
        }
        for (String hidden : List.of("env", "beans", "gateway/routes", "loggers", "heapdump", "metrics", "shutdown")) {
            assertThat(world.get(world.management() + "/actuator/" + hidden).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void loadBalancersFindHealthOnTheMainPortAndNothingElseIsThere() {
        assertThat(world.get("/livez").statusCode()).isEqualTo(200);
        assertThat(world.get("/readyz").statusCode()).isEqualTo(200);
        assertThat(world.get("/actuator/health").statusCode()).isEqualTo(404);
        assertThat(world.get("/actuator/prometheus").statusCode()).isEqualTo(404);
    }

    @Test
    void aPlayerThatTriesAgainAndAgainArrivesOnce() {
        world.policies().put("demo", "{'origin':'http://127.0.0.1:1024/','capacity':0}");
        for (int i = 0; i < 5; i++) {
            assertThat(world.get("/live/demo/index.m3u8").statusCode()).isEqualTo(503);
        }
        assertThat(arrivals()).isZero();
        world.policies().put("demo", "{'origin':'http://127.0.0.1:1024/','capacity':1}");
        world.get("/live/demo/index.m3u8");
        assertThat(arrivals()).isEqualTo(1);
    }

    private double arrivals() {
        String scraped = world.get(world.management() + "/actuator/prometheus").body();
        String line = "sluice_stream_arrivals_total{stream=\"demo\"} ";
        int from = scraped.indexOf(line) + line.length();
        return Double.parseDouble(scraped.substring(from, scraped.indexOf('\n', from)));
    }

    @Test
    void everyKindOfRefusalHasItsReason() {
        String settings = "{'origin':'http://127.0.0.1:1024/','capacity':1%s}";
        world.policies().put("demo", String.format(settings, ""));
        world.ask("POST", "/.sluice/demo/tickets");
        world.get("/live/demo/seg.ts");
        world.policies().put("demo", String.format(settings, ",'gate':'hold'"));
        world.get("/live/demo/seg.ts");
        world.policies().put("demo", String.format(settings, ",'gate':'maintenance'"));
        world.ask("POST", "/.sluice/demo/tickets");
        world.policies().put("demo", String.format(settings, ",'gate':'reject'"));
        world.get("/live/demo/seg.ts");
        world.ask("POST", "/.sluice/demo/tickets");
        world.get("/live/demo/", "Accept", "text/html");
        world.policies().put("demo", String.format(settings, ",'state':'ended'"));
        world.get("/live/demo/seg.ts");
        world.policies().put("demo", String.format(settings, ""));
        world.store().lose();
        world.ask("POST", "/.sluice/demo/tickets");

        String scraped = world.get(world.management() + "/actuator/prometheus").body();
        assertThat(scraped)
                .contains(
                        "sluice_stream_refusals_total{reason=\"full\",stream=\"demo\"} 1.0",
                        "sluice_stream_refusals_total{reason=\"hold\",stream=\"demo\"} 1.0",
                        "sluice_stream_refusals_total{reason=\"maintenance\",stream=\"demo\"} 1.0",
                        "sluice_stream_refusals_total{reason=\"reject\",stream=\"demo\"} 3.0",
                        "sluice_stream_refusals_total{reason=\"ended\",stream=\"demo\"} 1.0",
                        "sluice_stream_refusals_total{reason=\"store-lost\",stream=\"demo\"} 1.0");
    }

    @Test
    void whatHealthDoesNotDoIsAProblemThatSaysWhatToDo() {
        HttpResponse<String> posted = world.ask("POST", "/livez");
        assertThat(posted.statusCode()).isEqualTo(405);
        assertThat(posted.headers().firstValue("Allow")).hasValue("GET");
        assertThat(posted.body()).contains("urn:sluice:problem:method-not-allowed", "Allowed here: GET.");

        HttpResponse<String> pictured = world.get("/livez", "Accept", "image/png");
        assertThat(pictured.statusCode()).isEqualTo(406);
        assertThat(pictured.body()).contains("urn:sluice:problem:not-acceptable", "Accept");
    }

    @Test
    void probesOfOneConnectionAreAllAnswered() {
        for (int i = 0; i < 2_000; i++) {
            assertThat(world.get("/readyz").statusCode()).isEqualTo(200);
        }
        for (int i = 0; i < 500; i++) {
            assertThat(world.get(world.management() + "/actuator/health").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void noMeterTellsWhereAStreamComesFrom() {
        world.policies().put("demo", "{'origin':'http://127.0.0.1:1024/','capacity':1}");
        String session = world.ask("POST", "/.sluice/demo/tickets")
                .headers()
                .firstValue("Sluice-Session")
                .orElseThrow();
        assertThat(world.get("/live/demo/seg.ts", "Sluice-Session", session).statusCode())
                .isEqualTo(502);
        assertThat(world.get(world.management() + "/actuator/prometheus").body())
                .contains("sluice_origin_failures_total{kind=\"unreachable\",stream=\"demo\"} 1.0")
                .contains("http_server_requests_seconds")
                .doesNotContain("127.0.0.1:1024", "spring_cloud_gateway", "http_client_requests");
        world.policies().remove("demo");
        assertThat(world.get(world.management() + "/actuator/prometheus").body())
                .doesNotContain("127.0.0.1:1024", "\"demo\"");
    }

    @Test
    void metersOfAStreamComeAndGoWithIt() {
        world.policies().put("demo", "{'origin':'http://127.0.0.1:1024/','capacity':1}");
        world.ask("POST", "/.sluice/demo/tickets");
        world.ask("POST", "/.sluice/demo/tickets");
        world.get("/live/demo/seg.ts");
        String scraped = world.get(world.management() + "/actuator/prometheus").body();
        assertThat(scraped)
                .contains(
                        "sluice_stream_active{stream=\"demo\"} 1.0",
                        "sluice_stream_capacity{stream=\"demo\"} 1.0",
                        "sluice_stream_waiting{stream=\"demo\"} 1.0",
                        "sluice_stream_eligible{stream=\"demo\"} 0.0",
                        "sluice_stream_utilisation{stream=\"demo\"} 1.0",
                        "sluice_stream_grants_total{stream=\"demo\"} 1.0",
                        "sluice_stream_arrivals_total{stream=\"demo\"} 2.0",
                        "sluice_stream_claims_total{stream=\"demo\"} 0.0",
                        "sluice_stream_refusals_total{reason=\"full\",stream=\"demo\"} 1.0",
                        "sluice_origin_failures_total{kind=\"unreachable\",stream=\"demo\"} 0.0")
                .contains("# HELP sluice_stream_active Slots held. All gateways report alike: use max by (stream)")
                .contains("Of this gateway alone: use sum by (stream)");
        world.policies().remove("demo");
        assertThat(world.get(world.management() + "/actuator/prometheus").body())
                .doesNotContain("stream=\"demo\"");
    }
}
