package dev.sluice.gateway.edge;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The proxies whose word about the listener counts. The listener is the last address of the chain that is not a trusted
 * proxy's; what stands before it in the header, the listener may have made up, and is dropped. Only one family of headers
 * is read, the one that the proxies set: the other passes through them as the listener sent it.
 */
public final class TrustedProxies {

    private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");
    private static final int MAX_HOPS = 32;

    private final List<Network> networks;
    private final ForwardedStyle style;

    /**
     * Trusts these.
     *
     * @param ranges addresses, and ranges in CIDR notation
     * @throws IllegalArgumentException when one of them is neither
     */
    public TrustedProxies(List<String> ranges, ForwardedStyle style) {
        this.networks = ranges.stream().map(Network::parse).toList();
        this.style = style;
    }

    /**
     * Does nothing for an address or a range.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static void check(String range) {
        Network unused = Network.parse(range);
    }

    /**
     * Who sent a request.
     *
     * @param peer the address that is connected to us
     * @param authority the host and port that were asked
     */
    public Client client(InetAddress peer, String scheme, String authority, HeaderFields headers) {
        String connected = Network.text(peer);
        if (!trusts(connected)) {
            return client(List.of(connected), scheme, authority, newId());
        }
        List<String> path = new ArrayList<>(List.of(connected));
        List<String> told = new ArrayList<>(style.addresses(headers));
        Collections.reverse(told);
        for (String hop : told) {
            Optional<String> address = ForwardedStyle.plainAddress(hop);
            if (address.isEmpty() || path.size() >= MAX_HOPS) {
                break;
            }
            path.add(0, address.get());
            if (!trusts(address.get())) {
                break;
            }
        }
        String id = headers.first("X-Request-Id")
                .filter(given -> REQUEST_ID.matcher(given).matches())
                .orElseGet(TrustedProxies::newId);
        return client(
                path, style.scheme(headers).orElse(scheme), style.host(headers).orElse(authority), id);
    }

    private static Client client(List<String> path, String scheme, String authority, String id) {
        return new Client(path.get(0), path, scheme.equalsIgnoreCase("https"), hostOf(authority), authority, id);
    }

    private boolean trusts(String address) {
        return Network.address(address)
                .filter(bytes -> networks.stream().anyMatch(network -> network.contains(bytes)))
                .isPresent();
    }

    static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        String host = colon >= 0 && authority.indexOf(']', colon) < 0 ? authority.substring(0, colon) : authority;
        return host.toLowerCase(Locale.ROOT);
    }

    private static String newId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return String.format(Locale.ROOT, "%016x%016x", random.nextLong(), random.nextLong());
    }
}
