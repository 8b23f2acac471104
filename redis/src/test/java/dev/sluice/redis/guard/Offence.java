package dev.sluice.redis.guard;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import reactor.core.scheduler.Schedulers;

/** Does on purpose what the guards look for, and says nothing of it. */
public final class Offence {

    private static final Callable<?> NAP = () -> {
        Thread.sleep(1);
        return null;
    };

    private Offence() {}

    /** A guarded application that has offended before it starts. */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        Guarded.install();
        blockParallelThread();
        leak();
        Guarded.main(arguments);
    }

    static void blockParallelThread() {
        block(Schedulers.parallel()::schedule, NAP);
    }

    static void blockEventLoop() {
        MultiThreadIoEventLoopGroup loops = loops();
        try {
            block(loops, NAP);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /** Waits for an answer, as whoever asks Redis and blocks does. */
    static void awaitOnEventLoop() {
        CompletableFuture<?> never = new CompletableFuture<>();
        MultiThreadIoEventLoopGroup loops = loops();
        try {
            block(loops, () -> never.get(1, TimeUnit.MINUTES));
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    /** No offence: waits for a lock that another thread holds for a moment. */
    static void lockOnEventLoop() {
        ReentrantLock lock = new ReentrantLock();
        MultiThreadIoEventLoopGroup loops = loops();
        Future<?> waiting;
        lock.lock();
        try {
            waiting = loops.submit(() -> holdsOf(lock));
            while (!lock.hasQueuedThreads() && !waiting.isDone()) {
                Thread.onSpinWait();
            }
        } finally {
            lock.unlock();
        }
        waiting.awaitUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static int holdsOf(ReentrantLock lock) {
        lock.lock();
        try {
            return lock.getHoldCount();
        } finally {
            lock.unlock();
        }
    }

    static void leak() {
        ByteBufAllocator.DEFAULT.buffer(1);
    }

    private static MultiThreadIoEventLoopGroup loops() {
        return new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    }

    private static void block(Executor executor, Callable<?> blocking) {
        FutureTask<?> task = new FutureTask<>(blocking);
        executor.execute(task);
        try {
            task.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // The guard has to find it all the same.
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
