package dev.sluice.admin.policy;

import dev.sluice.config.file.OperatorFile;
import dev.sluice.redis.policy.PolicyAdmin;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.ApplicationListener;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** Publishes the operator's file once at the start, as soon as the store answers. */
final class FilePublisher implements ApplicationListener<ApplicationStartedEvent> {

    private static final Logger LOG = LoggerFactory.getLogger(FilePublisher.class);
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final PolicyAdmin admin;
    private final OperatorFile file;

    FilePublisher(PolicyAdmin admin, OperatorFile file) {
        this.admin = admin;
        this.file = file;
    }

    @Override
    public void onApplicationEvent(ApplicationStartedEvent event) {
        Mono.fromCompletionStage(() -> admin.publish(file))
                .filter(published -> published)
                .repeatWhenEmpty(attempts -> attempts.delayElements(BETWEEN))
                .retryWhen(Retry.fixedDelay(Long.MAX_VALUE, BETWEEN))
                .subscribe(
                        published -> LOG.info(
                                "The operator's file is published, with {} streams.",
                                file.streams().size()),
                        failure -> LOG.error("The operator's file cannot be published", failure));
    }
}
