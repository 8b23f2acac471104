package dev.sluice.gateway;

import dev.sluice.config.file.PropertyChecks;
import dev.sluice.gateway.edge.ForwardedStyle;
import dev.sluice.gateway.edge.TrustedProxies;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A gateway's own settings, {@code sluice.*}.
 *
 * @param trustedProxies addresses and ranges (CIDR) of the proxies in front, whose word about the listener's address,
 *     scheme and host counts; nobody's by default
 * @param forwardedHeaders in which headers those proxies tell: {@code x-forwarded} ({@code X-Forwarded-For}, {@code -Proto},
 *     {@code -Host}) or {@code forwarded} (RFC 7239); the other family is never read
 * @param publicUrl scheme, host and port under which listeners reach the gateway, where a proxy hides it; left out, what
 *     the request says
 * @param rememberedSessions of how many sessions at most a gateway remembers what their tokens cannot tell, 1000 to
 *     100000000; about 200 bytes each
 */
@ConfigurationProperties("sluice")
public record GatewayProperties(
        @DefaultValue List<String> trustedProxies,
        @DefaultValue("x-forwarded") ForwardedStyle forwardedHeaders,
        @Nullable URI publicUrl,
        @DefaultValue("200000") long rememberedSessions) {

    public GatewayProperties {
        trustedProxies = List.copyOf(trustedProxies);
        PropertyChecks checks = new PropertyChecks("sluice");
        for (int i = 0; i < trustedProxies.size(); i++) {
            try {
                TrustedProxies.check(trustedProxies.get(i));
            } catch (IllegalArgumentException e) {
                checks.wrong("trusted-proxies[" + i + "]", e);
            }
        }
        if (publicUrl != null && (publicUrl.getHost() == null || publicUrl.getScheme() == null)) {
            checks.wrong("public-url", "'" + publicUrl + "'", "a URL such as https://radio.example");
        }
        if (rememberedSessions < 1_000 || rememberedSessions > 100_000_000) {
            checks.wrong("remembered-sessions", "" + rememberedSessions, "1000 to 100000000");
        }
        checks.done();
    }
}
