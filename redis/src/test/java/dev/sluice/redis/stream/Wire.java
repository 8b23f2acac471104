package dev.sluice.redis.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The scripts' arguments and answers, as bytes and in words. */
final class Wire {

    private Wire() {}

    static String status(List<Object> answer) {
        return new String((byte[]) answer.get(0), StandardCharsets.US_ASCII);
    }

    static long number(List<Object> answer, int own) {
        return (Long) answer.get(Head.LENGTH + own);
    }

    static List<Integer> codes(List<Object> answer) {
        List<Integer> codes = new ArrayList<>();
        for (byte code : (byte[]) answer.get(Head.LENGTH)) {
            codes.add((int) code);
        }
        return codes;
    }

    static List<Reference.Grant> grants(List<Object> answer, int own) {
        ByteBuffer packed = ByteBuffer.wrap((byte[]) answer.get(Head.LENGTH + own));
        List<Reference.Grant> grants = new ArrayList<>();
        while (packed.hasRemaining()) {
            grants.add(new Reference.Grant(packed.getInt(), packed.getShort() & 0xffff));
        }
        return grants;
    }

    static byte[] number(long n) {
        return StreamCalls.text(n);
    }

    static byte[] offsets(List<Integer> offsets) {
        ByteBuffer packed = ByteBuffer.allocate(2 * offsets.size());
        offsets.forEach(offset -> packed.putShort((short) (int) offset));
        return packed.array();
    }

    static byte[] bits(List<Integer> offsets) {
        byte[] bits = new byte[(int) Reference.CHUNK / 8];
        offsets.forEach(offset -> bits[offset / 8] |= (byte) (0x80 >>> (offset % 8)));
        return bits;
    }

    static List<Integer> offsets(byte[] bits) {
        return IntStream.range(0, bits.length * 8)
                .filter(i -> (bits[i / 8] & (0x80 >>> (i % 8))) != 0)
                .boxed()
                .toList();
    }

    static Set<Long> chunks(LongStream tickets) {
        Set<Long> chunks = new TreeSet<>();
        tickets.forEach(ticket -> chunks.add(ticket / Reference.CHUNK));
        return chunks;
    }
}
