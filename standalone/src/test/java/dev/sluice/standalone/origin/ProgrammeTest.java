package dev.sluice.standalone.origin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProgrammeTest {

    private static final long SEGMENT = 2_880_000;
    private static final Programme PROGRAMME = new Programme(Tune.recorded());

    @Test
    void theTuneIs24SegmentsOf135FramesAt48Kilohertz() {
        assertThat(PROGRAMME.tune().sampleRate()).isEqualTo(48_000);
        assertThat(PROGRAMME.tune().segments()).hasSize(24).allMatch(segment -> segment.frames() == 135);
        assertThat(PROGRAMME.tune().segmentMicros()).isEqualTo(SEGMENT);
    }

    /** Segment 26 is the third one of the second round. */
    @Test
    void aPlaylistListsTheSixSegmentsThatAreOver() {
        assertThat(PROGRAMME.playlist(32 * SEGMENT)).isEqualTo("""
                #EXTM3U
                #EXT-X-VERSION:3
                #EXT-X-TARGETDURATION:3
                #EXT-X-MEDIA-SEQUENCE:26
                #EXT-X-DISCONTINUITY-SEQUENCE:1
                #EXT-X-PROGRAM-DATE-TIME:1970-01-01T00:01:14.880Z
                #EXTINF:2.88000,
                segment-26.aac
                #EXTINF:2.88000,
                segment-27.aac
                #EXTINF:2.88000,
                segment-28.aac
                #EXTINF:2.88000,
                segment-29.aac
                #EXTINF:2.88000,
                segment-30.aac
                #EXTINF:2.88000,
                segment-31.aac
                """);
    }

    /** The tag before the first segment still counts as listed, so the sequence number grows when it is gone. */
    @ParameterizedTest
    @CsvSource({
        // first listed, discontinuity sequence, the segment that the tag stands before
        "17, 0, none",
        "18, 0, none",
        "19, 0, 24",
        "23, 0, 24",
        "24, 0, 24",
        "25, 1, none",
        "42, 1, none",
        "43, 1, 48",
        "48, 1, 48",
        "49, 2, none",
    })
    void theSeamOfTheTuneIsMarkedAndCountedOnceItIsGone(long first, long seams, String before) {
        String playlist = PROGRAMME.playlist((first + 6) * SEGMENT);

        assertThat(playlist).contains("#EXT-X-MEDIA-SEQUENCE:" + first + "\n");
        assertThat(playlist).contains("#EXT-X-DISCONTINUITY-SEQUENCE:" + seams + "\n");
        List<String> lines = playlist.lines().toList();
        int tag = lines.indexOf("#EXT-X-DISCONTINUITY");
        assertThat(tag < 0 ? "none" : lines.get(tag + 2))
                .isEqualTo(before.equals("none") ? "none" : "segment-" + before + ".aac");
    }

    @Test
    void thePlaylistMovesOnExactlyWhenASegmentIsOver() {
        assertThat(PROGRAMME.firstListed(100 * SEGMENT - 1)).isEqualTo(93);
        assertThat(PROGRAMME.firstListed(100 * SEGMENT)).isEqualTo(94);
    }

    @ParameterizedTest
    @CsvSource({
        "100, 100, false",
        "99, 100, true",
        "94, 100, true",
        "88, 100, true",
        "87, 100, false",
        "101, 100, false",
    })
    void aSegmentIsThereFromItsEndOnForTwelveSegments(long sequence, long onAir, boolean there) {
        assertThat(PROGRAMME.segment(sequence, onAir * SEGMENT).isPresent()).isEqualTo(there);
        assertThat(PROGRAMME.segment(sequence, (onAir + 1) * SEGMENT - 1).isPresent())
                .isEqualTo(there);
    }

    @Test
    void everyListedSegmentIsThereAndLastsUntilAPlayerThatReadThePlaylistGotIt() {
        for (long now = 200 * SEGMENT; now < 230 * SEGMENT; now += 100_003) {
            long listed = PROGRAMME.firstListed(now);
            assertThat(PROGRAMME.isThere(listed, now)).isTrue();
            assertThat(PROGRAMME.isThere(listed, now + 6 * SEGMENT)).isTrue();
            assertThat(PROGRAMME.isThere(listed + 5, now)).isTrue();
        }
    }

    /** 2.88 s are 259,200 ticks; 2^33 of them are over within segment 33,140. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 259200", "33140, 8589888000", "33141, 212608", "621000000, 5005615104"})
    void timestampsGoOnAcrossRoundsAndWrapAt33Bits(long sequence, long ticks) {
        assertThat(PROGRAMME.timestamp(sequence)).isEqualTo(ticks);
    }

    @Test
    void aSegmentBeginsWithItsTimestampAndGoesOnWithTheSound() {
        byte[] segment = PROGRAMME.segment(25, 26 * SEGMENT).orElseThrow();
        byte[] sound = PROGRAMME.tune().segments().get(1).data();
        int tag = segment.length - sound.length;

        assertThat(Arrays.copyOfRange(segment, tag, segment.length)).isEqualTo(sound);
        // ID3v2.4: ten bytes of header, ten of the frame's header, the owner with its end, eight of timestamp.
        assertThat(tag).isEqualTo(10 + 10 + 45 + 8);
        assertThat(Arrays.copyOf(segment, 10)).isEqualTo(new byte[] {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 63});
        assertThat(ByteBuffer.wrap(segment, tag - 8, 8).getLong()).isEqualTo(25 * 259_200);
    }

    @Test
    void framesFollowEachOtherWithoutAGapOrAStepBack() {
        long now = 1_795_000_000L * 1_000_000;
        for (long frame = PROGRAMME.frameAt(now), i = 0; i < 1_000; frame++, i++) {
            long length = PROGRAMME.startOf(frame + 1) - PROGRAMME.startOf(frame);
            assertThat(length).isBetween(21_333L, 21_334L);
            assertThat(PROGRAMME.frameAt(PROGRAMME.startOf(frame) + 1)).isEqualTo(frame);
        }
    }

    @Test
    void theVariantPlaylistTellsTheBandwidthOfTheLargestSegment() {
        long largest = 0;
        for (long sequence = 0; sequence < 24; sequence++) {
            largest = Math.max(
                    largest,
                    PROGRAMME.segment(sequence, (sequence + 1) * SEGMENT).orElseThrow().length);
        }
        long bitsPerSecond = (largest * 8 * 1_000_000 + SEGMENT - 1) / SEGMENT;
        assertThat(PROGRAMME.variants())
                .startsWith("#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=" + bitsPerSecond + ",AVERAGE-BANDWIDTH=")
                .endsWith(",CODECS=\"mp4a.40.2\"\nindex.m3u8\n");
    }
}
