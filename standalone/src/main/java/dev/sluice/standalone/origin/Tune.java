package dev.sluice.standalone.origin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The recorded tune: segments of AAC in ADTS frames, all of one length. How they were made is in {@code make-media.sh}
 * beside them.
 *
 * @param segments in order
 * @param sampleRate samples a second
 */
record Tune(List<Segment> segments, int sampleRate) {

    private static final int COUNT = 24;
    private static final int HEADER = 7;
    private static final int SAMPLES_PER_FRAME = 1_024;
    private static final List<Integer> SAMPLE_RATES =
            List.of(96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000);

    /** ADTS frames, one after the other. */
    static final class Segment {

        private final byte[] data;

        /** Frame {@code i} begins at the i-th; the last one is the end. */
        private final int[] offsets;

        Segment(byte[] data) {
            this.data = data;
            this.offsets = Tune.offsets(data);
        }

        int frames() {
            return offsets.length - 1;
        }

        /** All of it; not to be written to. */
        byte[] data() {
            return data;
        }

        /** The frames from one up to another. */
        byte[] frames(int from, int to) {
            return Arrays.copyOfRange(data, offsets[from], offsets[to]);
        }
    }

    Tune {
        segments = List.copyOf(segments);
        int frames = segments.get(0).frames();
        if (segments.stream().anyMatch(segment -> segment.frames() != frames)) {
            throw new IllegalArgumentException("segments: not all of " + frames + " frames");
        }
        if ((long) frames * SAMPLES_PER_FRAME * 1_000_000 % sampleRate != 0) {
            throw new IllegalArgumentException("segments: " + frames + " frames at " + sampleRate
                    + "/s are no whole number of microseconds, so the programme would drift");
        }
    }

    /** The tune that comes with Sluice. */
    static Tune recorded() {
        List<Segment> segments = new ArrayList<>();
        int rate = 0;
        for (int i = 0; i < COUNT; i++) {
            byte[] data = read("%02d.aac".formatted(i));
            rate = SAMPLE_RATES.get((data[2] >> 2) & 0xf);
            segments.add(new Segment(data));
        }
        return new Tune(segments, rate);
    }

    /** How long each segment sounds. */
    long segmentMicros() {
        return micros(framesPerSegment());
    }

    int framesPerSegment() {
        return segments.get(0).frames();
    }

    /** How long a few frames sound, rounded down. */
    long micros(int frames) {
        return (long) frames * SAMPLES_PER_FRAME * 1_000_000 / sampleRate;
    }

    private static int[] offsets(byte[] data) {
        List<Integer> offsets = new ArrayList<>();
        int at = 0;
        while (at < data.length) {
            if (at + HEADER > data.length || (data[at] & 0xff) != 0xff || (data[at + 1] & 0xf6) != 0xf0) {
                throw new IllegalArgumentException("no ADTS frame begins at byte " + at);
            }
            offsets.add(at);
            at += ((data[at + 3] & 3) << 11) | ((data[at + 4] & 0xff) << 3) | ((data[at + 5] & 0xff) >> 5);
        }
        offsets.add(at);
        return offsets.stream().mapToInt(Integer::intValue).toArray();
    }

    private static byte[] read(String name) {
        try (InputStream in = Tune.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("this build lacks the tune's segment " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
