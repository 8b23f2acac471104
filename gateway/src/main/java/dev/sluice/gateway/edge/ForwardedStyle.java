package dev.sluice.gateway.edge;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** In which headers the trusted proxies tell who the listener is. */
public enum ForwardedStyle {
    /** {@code X-Forwarded-For}, {@code X-Forwarded-Proto}, {@code X-Forwarded-Host}. */
    X_FORWARDED {
        @Override
        List<String> addresses(HeaderFields headers) {
            return split(headers.list("X-Forwarded-For"));
        }

        @Override
        Optional<String> scheme(HeaderFields headers) {
            return last(split(headers.list("X-Forwarded-Proto"))).filter(ForwardedStyle::isScheme);
        }

        @Override
        Optional<String> host(HeaderFields headers) {
            return last(split(headers.list("X-Forwarded-Host"))).filter(ForwardedStyle::isAuthority);
        }
    },
    /** {@code Forwarded} (RFC 7239). */
    FORWARDED {
        @Override
        List<String> addresses(HeaderFields headers) {
            return parameters(headers, "for");
        }

        @Override
        Optional<String> scheme(HeaderFields headers) {
            return last(parameters(headers, "proto")).filter(ForwardedStyle::isScheme);
        }

        @Override
        Optional<String> host(HeaderFields headers) {
            return last(parameters(headers, "host")).filter(ForwardedStyle::isAuthority);
        }
    };

    private static final Pattern AUTHORITY =
            Pattern.compile("[A-Za-z0-9.-]{1,253}(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

    /** The addresses, the farthest first, as they stand in the header. */
    abstract List<String> addresses(HeaderFields headers);

    /** The scheme that the nearest proxy was asked with. */
    abstract Optional<String> scheme(HeaderFields headers);

    /** The host that the nearest proxy was asked for. */
    abstract Optional<String> host(HeaderFields headers);

    /** An address without brackets and port, normalised; empty for {@code unknown}, obfuscated names and nonsense. */
    static Optional<String> plainAddress(String hop) {
        String text = hop;
        if (text.startsWith("[") && text.indexOf(']') > 0) {
            text = text.substring(1, text.indexOf(']'));
        } else if (text.indexOf(':') >= 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            text = text.substring(0, text.indexOf(':'));
        }
        return Network.address(text).map(io.netty.util.NetUtil::bytesToIpAddress);
    }

    private static List<String> parameters(HeaderFields headers, String name) {
        List<String> found = new ArrayList<>();
        for (String element : split(headers.list("Forwarded"))) {
            String value = "";
            for (String pair : element.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0
                        && pair.substring(0, equals)
                                .strip()
                                .toLowerCase(Locale.ROOT)
                                .equals(name)) {
                    value = pair.substring(equals + 1).strip().replace("\"", "");
                }
            }
            found.add(value);
        }
        return found;
    }

    private static List<String> split(String list) {
        List<String> found = new ArrayList<>();
        for (String element : list.split(",", -1)) {
            if (!element.isBlank()) {
                found.add(element.strip());
            }
        }
        return found;
    }

    private static Optional<String> last(List<String> list) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(list.size() - 1));
    }

    private static boolean isScheme(String text) {
        return text.equalsIgnoreCase("http") || text.equalsIgnoreCase("https");
    }

    private static boolean isAuthority(String text) {
        return AUTHORITY.matcher(text).matches();
    }
}
