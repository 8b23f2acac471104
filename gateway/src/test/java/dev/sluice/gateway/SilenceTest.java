package dev.sluice.gateway;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

/** The limit is a minute. */
final class SilenceTest {

    private final VirtualTimeScheduler scheduler = VirtualTimeScheduler.create();
    private final TestPublisher<String> origin = TestPublisher.create();
    private final Flux<String> body = Silence.limit(origin.flux(), Duration.ofMinutes(1), scheduler, Mono.never());

    @Test
    void aBodyThatSaysNothingForTooLongFails() {
        StepVerifier.create(body)
                .then(() -> pass(59))
                .then(() -> origin.next("a"))
                .expectNext("a")
                .then(() -> pass(59))
                .then(() -> origin.next("b"))
                .expectNext("b")
                .then(() -> pass(75))
                .verifyError(TimeoutException.class);
        origin.assertCancelled();
    }

    @Test
    void aReaderWhoWantsNothingMakesNoSilence() {
        StepVerifier.create(body, 1)
                .then(() -> origin.next("a"))
                .expectNext("a")
                .then(() -> pass(600))
                .thenRequest(1)
                .then(() -> pass(45))
                .then(() -> origin.next("b"))
                .expectNext("b")
                .thenRequest(1)
                .then(() -> pass(75))
                .verifyError(TimeoutException.class);
    }

    @Test
    void aBodyThatEndsIsNotWatchedAnyLonger() {
        StepVerifier.create(body).then(() -> origin.complete()).verifyComplete();
        pass(600);
        origin.assertNotCancelled();
    }

    private void pass(long seconds) {
        scheduler.advanceTimeBy(Duration.ofSeconds(seconds));
    }
}
