package dev.sluice.standalone.origin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The programme as one body without an end, at the pace at which it sounds, as internet radio is. It begins four seconds
 * back, so that a player has something at once. Who reads too slowly for ten seconds goes on where the programme is.
 */
record EndlessSound(Programme programme, AirTime time) {

    private static final long HEAD_START_MICROS = 4_000_000;
    private static final long TOO_LATE_MICROS = 14_000_000;
    private static final int FRAMES_AT_ONCE = 9;

    /** Frames; by their number since 1970. */
    private record Piece(long first) {

        long end() {
            return first + FRAMES_AT_ONCE;
        }
    }

    Flux<ByteBuf> frames() {
        return Flux.<Piece, Piece>generate(this::beginning, (piece, sink) -> {
                    boolean tooLate = time.nowMicros() - programme.startOf(piece.first()) > TOO_LATE_MICROS;
                    Piece next = tooLate ? beginning() : piece;
                    sink.next(next);
                    return new Piece(next.end());
                })
                .concatMap(this::onceOver, 1);
    }

    private Piece beginning() {
        long frame = programme.frameAt(time.nowMicros() - HEAD_START_MICROS);
        return new Piece(frame - Math.floorMod(frame, FRAMES_AT_ONCE));
    }

    private Mono<ByteBuf> onceOver(Piece piece) {
        Mono<ByteBuf> bytes =
                Mono.fromSupplier(() -> Unpooled.wrappedBuffer(programme.sound(piece.first(), piece.end())));
        long wait = programme.startOf(piece.end()) - time.nowMicros();
        return wait <= 0 ? bytes : bytes.delaySubscription(Duration.of(wait, ChronoUnit.MICROS));
    }
}
