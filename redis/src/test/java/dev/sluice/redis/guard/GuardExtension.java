package dev.sluice.redis.guard;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Fails the test, or the test class, during which a guard has found something. */
public final class GuardExtension implements AfterEachCallback, AfterAllCallback {

    static {
        LeakGuard.install();
    }

    @Override
    public void afterEach(ExtensionContext test) {
        AnnotationSupport.findAnnotation(test.getElement(), KnownLeak.class).ifPresent(known -> {
            LeakGuard.look();
            Findings.removeIf(finding -> finding.startsWith(LeakGuard.WORDS) && finding.contains(known.records()));
        });
        failIfAny();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        LeakGuard.look();
        failIfAny();
    }

    static void failIfAny() {
        List<String> found = Findings.take();
        if (!found.isEmpty()) {
            throw new AssertionError(found.size() + " found (expected: none). Release what leaks. Call what blocks on "
                    + "a thread that may, or say in BlockingGuard why it is allowed:\n" + String.join("\n", found));
        }
    }
}
