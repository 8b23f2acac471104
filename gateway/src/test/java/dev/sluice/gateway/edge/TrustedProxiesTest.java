package dev.sluice.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TrustedProxiesTest {

    private static final List<String> TRUSTED = List.of("10.0.0.0/8", "192.0.2.7", "fd00::/8");

    private final TrustedProxies proxies = new TrustedProxies(TRUSTED, ForwardedStyle.X_FORWARDED);

    @ParameterizedTest
    @CsvSource({
        // a listener's own word is worth nothing
        "203.0.113.9,'1.1.1.1',203.0.113.9,203.0.113.9",
        // a proxy's word is
        "10.1.2.3,'198.51.100.1',198.51.100.1,'198.51.100.1, 10.1.2.3'",
        // what the listener told the first proxy is dropped
        "10.1.2.3,'1.1.1.1, 198.51.100.1',198.51.100.1,'198.51.100.1, 10.1.2.3'",
        "10.1.2.3,'1.1.1.1, 198.51.100.1, 192.0.2.7',198.51.100.1,'198.51.100.1, 192.0.2.7, 10.1.2.3'",
        // nonsense ends the chain
        "10.1.2.3,'1.1.1.1, nonsense, 192.0.2.7',192.0.2.7,'192.0.2.7, 10.1.2.3'",
        "10.1.2.3,'',10.1.2.3,10.1.2.3",
        "10.1.2.3,'198.51.100.1:4711',198.51.100.1,'198.51.100.1, 10.1.2.3'",
        "fd00::1,'[2001:db8::5]:99',2001:db8::5,'2001:db8::5, fd00::1'",
        "11.1.2.3,'1.1.1.1',11.1.2.3,11.1.2.3",
    })
    void theListenerIsWhoTheLastTrustedProxySaw(String peer, String header, String address, String path) {
        Client client = proxies.client(address(peer), "http", "h", fields(Map.of("X-Forwarded-For", header)));
        assertThat(client.address()).isEqualTo(address);
        assertThat(String.join(", ", client.path())).isEqualTo(path);
    }

    @Test
    void schemeHostAndRequestIdAreAProxysToTell() {
        HeaderFields headers = fields(Map.of(
                "X-Forwarded-Proto", "https", "X-Forwarded-Host", "Radio.Example:8443", "X-Request-Id", "abcdefgh"));
        Client trusted = proxies.client(address("10.0.0.1"), "http", "inside:80", headers);
        assertThat(trusted.https()).isTrue();
        assertThat(trusted.host()).isEqualTo("radio.example");
        assertThat(trusted.site()).isEqualTo("https://Radio.Example:8443");
        assertThat(trusted.requestId()).isEqualTo("abcdefgh");

        Client listener = proxies.client(address("203.0.113.9"), "http", "inside:80", headers);
        assertThat(listener.https()).isFalse();
        assertThat(listener.host()).isEqualTo("inside");
        assertThat(listener.requestId()).matches("[0-9a-f]{32}");
    }

    @Test
    void onlyTheFamilyThatTheProxiesSetIsRead() {
        HeaderFields both =
                fields(Map.of("X-Forwarded-For", "1.1.1.1", "Forwarded", "for=\"[2001:db8::9]:1\";proto=https"));
        TrustedProxies standard = new TrustedProxies(TRUSTED, ForwardedStyle.FORWARDED);
        assertThat(proxies.client(address("10.0.0.1"), "http", "h", both).address())
                .isEqualTo("1.1.1.1");
        assertThat(standard.client(address("10.0.0.1"), "http", "h", both).address())
                .isEqualTo("2001:db8::9");
        assertThat(standard.client(address("10.0.0.1"), "http", "h", both).https())
                .isTrue();
    }

    @Test
    void aRangeThatIsNoneStopsTheStart() {
        assertThatThrownBy(() -> new TrustedProxies(List.of("10.0.0.0/33"), ForwardedStyle.X_FORWARDED))
                .hasMessageContaining("'10.0.0.0/33'");
        assertThatThrownBy(() -> new TrustedProxies(List.of("localhost"), ForwardedStyle.X_FORWARDED))
                .hasMessageContaining("10.0.0.0/8 or fd00::/8");
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static HeaderFields fields(Map<String, String> fields) {
        return name -> fields.entrySet().stream()
                .filter(field -> field.getKey().toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)))
                .map(Map.Entry::getValue)
                .toList();
    }
}
