package dev.sluice.redis.guard;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Netty's leak detector, its findings kept and not only logged. It looks at every buffer where the level is {@code
 * paranoid}, which the build sets; it tells of a lost one when another is made after a garbage collection.
 */
final class LeakGuard extends ResourceLeakDetectorFactory {

    /** Begins each finding of this guard, as it begins Netty's own. */
    static final String WORDS = "LEAK: ";

    private static final long PATIENCE_MILLIS = 1_000;

    private static final AtomicBoolean USED = new AtomicBoolean();

    private LeakGuard() {}

    /** From now on; has to come before the first buffer. */
    static void install() {
        setResourceLeakDetectorFactory(new LeakGuard());
    }

    /** Looks for whatever is lost by now. */
    static void look() {
        if (!USED.get() || ResourceLeakDetector.getLevel() != ResourceLeakDetector.Level.PARANOID) {
            return;
        }
        // What one collection finds is told in any order; when the second tells, the first has told everything.
        collectGarbage();
        collectGarbage();
        ByteBufAllocator.DEFAULT.buffer(1).release();
    }

    @Override
    @SuppressWarnings("deprecation") // Netty's only abstract one
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(Class<T> resource, int samplingInterval, long unused) {
        USED.set(true);
        return new Telling<>(resource, samplingInterval);
    }

    /** Returns when this collection tells. */
    private static void collectGarbage() {
        ReferenceQueue<Object> told = new ReferenceQueue<>();
        PhantomReference<Object> last = new PhantomReference<>(new Object(), told);
        System.gc();
        try {
            told.remove(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Reference.reachabilityFence(last);
        }
    }

    private static final class Telling<T> extends ResourceLeakDetector<T> {

        Telling(Class<T> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            Findings.add(WORDS + resourceType + " was not released before it was garbage." + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            Findings.add(WORDS + resourceType + " was not released before it was garbage.");
        }
    }
}
