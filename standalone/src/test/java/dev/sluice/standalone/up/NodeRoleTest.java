package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NodeRoleTest {

    @ParameterizedTest
    @CsvSource({
        "org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration, false, true",
        "org.springdoc.core.configuration.SpringDocConfiguration, false, true",
        "org.springframework.cloud.gateway.config.GatewayAutoConfiguration, true, false",
        "dev.sluice.redis.store.StoreAutoConfiguration, true, true",
        "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration, true, true",
    })
    void eachContextImportsWhatItsOwnLibrariesBring(String autoConfiguration, boolean gateway, boolean admin) {
        assertThat(NodeRole.GATEWAY.imports(autoConfiguration)).isEqualTo(gateway);
        assertThat(NodeRole.ADMIN.imports(autoConfiguration)).isEqualTo(admin);
    }

    @Test
    void portsThatCannotBeAreRefusedByTheirOption() {
        InetAddress bind = InetAddress.getLoopbackAddress();
        assertThatThrownBy(() -> new Ports(bind, 70_000, 0))
                .hasMessageContaining("--port: 70000 (expected: 0 to 65535");
        assertThatThrownBy(() -> new Ports(bind, 0, -1)).hasMessageContaining("--admin-port: -1");
        assertThatThrownBy(() -> new Ports(bind, 8080, 8080)).hasMessageContaining("both 8080");
        assertThat(new Ports(bind, 0, 0).gateway()).isZero();
    }
}
