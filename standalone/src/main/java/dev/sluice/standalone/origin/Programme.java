package dev.sluice.standalone.origin;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/**
 * The tune on the air: which segment sounds when, and what a player is told of it. Pure arithmetic on a time in
 * microseconds since 1970.
 */
record Programme(Tune tune) {

    private static final int LISTED = 6;
    private static final int FOUND_AFTER_LISTED = 6;
    private static final String TIMESTAMP_OWNER = "com.apple.streaming.transportStreamTimestamp";
    private static final long TIMESTAMP_MODULUS = 1L << 33;
    private static final int TICKS_PER_SECOND = 90_000;

    /** The segment that is on the air; it can't be had yet. */
    long onAir(long nowMicros) {
        return Math.floorDiv(nowMicros, tune.segmentMicros());
    }

    /** The oldest one in the playlist. */
    long firstListed(long nowMicros) {
        return onAir(nowMicros) - LISTED;
    }

    /** Whether a segment can be had: it is over, and that is not long ago. */
    boolean isThere(long sequence, long nowMicros) {
        return sequence < onAir(nowMicros) && sequence >= firstListed(nowMicros) - FOUND_AFTER_LISTED;
    }

    /** The segment as it is served: a timestamp, then the sound. Empty if it can't be had. */
    Optional<byte[]> segment(long sequence, long nowMicros) {
        return isThere(sequence, nowMicros) ? Optional.of(stamped(sequence)) : Optional.empty();
    }

    /** The number, since 1970, of the frame that sounds then. */
    long frameAt(long micros) {
        long segment = Math.floorDiv(micros, tune.segmentMicros());
        long into = Math.floorMod(micros, tune.segmentMicros());
        return segment * tune.framesPerSegment() + into * tune.framesPerSegment() / tune.segmentMicros();
    }

    /** When a frame begins to sound. */
    long startOf(long frame) {
        return Math.floorDiv(frame, (long) tune.framesPerSegment()) * tune.segmentMicros()
                + tune.micros(Math.floorMod(frame, tune.framesPerSegment()));
    }

    /** The frames from one up to another, as long as both are in one segment or the second begins the next one. */
    byte[] sound(long first, long end) {
        Tune.Segment segment = sound(Math.floorDiv(first, (long) tune.framesPerSegment()));
        int from = Math.floorMod(first, tune.framesPerSegment());
        int to = Math.min(Math.toIntExact(from + end - first), tune.framesPerSegment());
        return segment.frames(from, to);
    }

    private Tune.Segment sound(long sequence) {
        return tune.segments().get(Math.floorMod(sequence, tune.segments().size()));
    }

    /** The media playlist. */
    String playlist(long nowMicros) {
        long first = firstListed(nowMicros);
        long millis = Math.multiplyExact(first, tune.segmentMicros()) / 1_000;
        StringBuilder text = new StringBuilder(1_024)
                .append("#EXTM3U\n#EXT-X-VERSION:3\n")
                .append("#EXT-X-TARGETDURATION:")
                .append((tune.segmentMicros() + 500_000) / 1_000_000)
                .append("\n#EXT-X-MEDIA-SEQUENCE:")
                .append(first)
                .append("\n#EXT-X-DISCONTINUITY-SEQUENCE:")
                .append(seamsBefore(first))
                .append("\n#EXT-X-PROGRAM-DATE-TIME:")
                .append(DateTimeFormatter.ISO_INSTANT.format(
                        Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.MILLIS)))
                .append('\n');
        String duration = String.format(Locale.ROOT, "#EXTINF:%.5f,\n", tune.segmentMicros() / 1e6);
        for (long sequence = first; sequence < first + LISTED; sequence++) {
            if (Math.floorMod(sequence, tune.segments().size()) == 0) {
                text.append("#EXT-X-DISCONTINUITY\n");
            }
            text.append(duration).append("segment-").append(sequence).append(".aac\n");
        }
        return text.toString();
    }

    /** The multivariant playlist, of one variant. */
    String variants() {
        long peak = 0;
        long sum = 0;
        for (int i = 0; i < tune.segments().size(); i++) {
            long size = stamped(i).length;
            peak = Math.max(peak, size);
            sum += size;
        }
        long micros = tune.segmentMicros();
        return "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=" + perSecond(peak, micros) + ",AVERAGE-BANDWIDTH="
                + perSecond(sum, micros * tune.segments().size()) + ",CODECS=\"mp4a.40.2\"\nindex.m3u8\n";
    }

    private static long perSecond(long bytes, long micros) {
        return (bytes * 8_000_000 + micros - 1) / micros;
    }

    /**
     * How many discontinuities are gone from the playlist whose first segment is this one. The one right before that
     * segment is still in it (RFC 8216, 6.2.2), so it does not count.
     */
    private long seamsBefore(long first) {
        return Math.floorDiv(first - 1, tune.segments().size());
    }

    /** An ID3 tag says when the segment begins, for its frames don't (RFC 8216, 3.4). */
    private byte[] stamped(long sequence) {
        byte[] sound = sound(sequence).data();
        byte[] owner = TIMESTAMP_OWNER.getBytes(StandardCharsets.ISO_8859_1);
        int content = owner.length + 1 + Long.BYTES;
        ByteBuffer bytes = ByteBuffer.allocate(20 + content + sound.length);
        bytes.put(new byte[] {'I', 'D', '3', 4, 0, 0}).putInt(synchsafe(10 + content));
        bytes.put(new byte[] {'P', 'R', 'I', 'V'}).putInt(synchsafe(content)).putShort((short) 0);
        bytes.put(owner).put((byte) 0).putLong(timestamp(sequence));
        return bytes.put(sound).array();
    }

    /** When the segment begins, on the 33-bit clock of MPEG. */
    long timestamp(long sequence) {
        long ticks = Math.multiplyExact(sequence, tune.segmentMicros() * TICKS_PER_SECOND / 1_000_000);
        return Math.floorMod(ticks, TIMESTAMP_MODULUS);
    }

    /** ID3 writes sizes in four times seven bits. */
    private static int synchsafe(int size) {
        return (size & 0x7f) | ((size & 0x3f80) << 1);
    }
}
