package dev.sluice.gateway.edge;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/** A range of addresses. */
final class Network {

    private final byte[] base;
    private final int bits;

    private Network(byte[] base, int bits) {
        this.base = base;
        this.bits = bits;
    }

    /**
     * Reads an address, or a range in CIDR notation.
     *
     * @throws IllegalArgumentException when {@code text} is neither
     */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> base = address(slash < 0 ? text : text.substring(0, slash));
        int bits = slash < 0 ? base.map(b -> b.length * 8).orElse(0) : number(text.substring(slash + 1));
        if (base.isEmpty() || bits < 0 || bits > base.get().length * 8) {
            throw new IllegalArgumentException(
                    "'" + text + "' (expected: an address, or a range such as 10.0.0.0/8 or fd00::/8)");
        }
        return new Network(base.get(), bits);
    }

    /** The bytes of an address in text, an IPv4 address in IPv6 clothes as IPv4; empty for anything else. */
    static Optional<byte[]> address(String text) {
        int zone = text.indexOf('%');
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(zone < 0 ? text : text.substring(0, zone));
        return Optional.ofNullable(bytes).map(Network::plain);
    }

    /** The address as text; an IPv4 address in IPv6 clothes as IPv4. */
    static String text(InetAddress address) {
        return NetUtil.bytesToIpAddress(plain(address.getAddress()));
    }

    boolean contains(byte[] address) {
        if (address.length != base.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(address, 0, whole, base, 0, whole)) {
            return false;
        }
        int left = bits % 8;
        return left == 0 || ((address[whole] ^ base[whole]) & 0xFF) >> (8 - left) == 0;
    }

    private static byte[] plain(byte[] bytes) {
        if (bytes.length != 16 || bytes[10] != -1 || bytes[11] != -1) {
            return bytes;
        }
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return bytes;
            }
        }
        return Arrays.copyOfRange(bytes, 12, 16);
    }

    private static int number(String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }
}
