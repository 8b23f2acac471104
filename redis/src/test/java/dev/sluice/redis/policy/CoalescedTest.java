package dev.sluice.redis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

final class CoalescedTest {

    private final List<CompletableFuture<Void>> runs = new ArrayList<>();
    private final Coalesced action = new Coalesced(() -> {
        CompletableFuture<Void> run = new CompletableFuture<>();
        runs.add(run);
        return run;
    });

    @Test
    void whoAsksWhileItRunsSharesTheNextRun() {
        CompletionStage<Void> first = action.run();
        CompletionStage<Void> second = action.run();
        CompletionStage<Void> third = action.run();
        assertThat(runs).hasSize(1);

        runs.get(0).complete(null);
        assertThat(first.toCompletableFuture()).isDone();
        assertThat(second.toCompletableFuture()).isNotDone();
        assertThat(runs).hasSize(2);

        runs.get(1).complete(null);
        assertThat(second.toCompletableFuture()).isDone();
        assertThat(third.toCompletableFuture()).isDone();
        assertThat(runs).hasSize(2);
    }

    @Test
    void aRunThatFailsIsOverToo() {
        CompletionStage<Void> first = action.run();
        runs.get(0).completeExceptionally(new IllegalStateException("lost"));
        assertThat(first.toCompletableFuture()).isCompletedWithValue(null);
        action.run();
        assertThat(runs).hasSize(2);
    }

    @Test
    void aRunThatFailsBeforeItBeginsIsOverToo() {
        List<String> asked = new ArrayList<>();
        Coalesced broken = new Coalesced(() -> {
            asked.add("run");
            throw new IllegalStateException("a defect");
        });
        assertThat(broken.run().toCompletableFuture()).isCompletedWithValue(null);
        broken.runIfIdle();
        assertThat(asked).hasSize(2);
    }

    @Test
    void theIdleOneRunsOnce() {
        action.runIfIdle();
        action.runIfIdle();
        assertThat(runs).hasSize(1);
    }
}
