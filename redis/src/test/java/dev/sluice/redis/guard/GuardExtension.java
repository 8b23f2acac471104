package dev.sluice.redis.guard;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails the test, or the test class, during which a guard has found something. */
public final class GuardExtension implements AfterEachCallback, AfterAllCallback {

    @Override
    public void afterEach(ExtensionContext test) {
        failIfAny();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        failIfAny();
    }

    static void failIfAny() {
        List<String> found = Findings.take();
        if (!found.isEmpty()) {
            throw new AssertionError(found.size() + " found (expected: none). Call what blocks on a thread that may, "
                    + "or say in BlockingGuard why it is allowed:\n" + String.join("\n", found));
        }
    }
}
