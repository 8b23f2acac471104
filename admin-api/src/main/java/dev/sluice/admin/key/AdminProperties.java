package dev.sluice.admin.key;

import dev.sluice.config.file.PropertyChecks;
import java.util.List;
import java.util.Objects;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The admin API, {@code sluice.admin.*}.
 *
 * @param keys API keys, each with {@code name}, {@code role} ({@code viewer} or {@code operator}) and {@code hash}
 *     ({@code sha256:} and the key's SHA-256 in hex); those that {@code ./sluice key create} makes are in the state folder
 */
@ConfigurationProperties(prefix = "sluice.admin", ignoreUnknownFields = false)
public record AdminProperties(@DefaultValue List<ApiKey> keys) {

    public AdminProperties {
        keys = List.copyOf(keys);
        PropertyChecks checks = new PropertyChecks("sluice.admin");
        for (int i = 0; i < keys.size(); i++) {
            // Binding leaves out what is not there.
            if (Objects.isNull(keys.get(i).role())) {
                checks.wrong("keys[" + i + "].role", "nothing", "viewer or operator");
            }
        }
        checks.done();
    }
}
