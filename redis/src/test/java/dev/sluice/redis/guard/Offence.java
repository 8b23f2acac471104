package dev.sluice.redis.guard;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.scheduler.Schedulers;

/** Does on purpose what the guards look for, and says nothing of it. */
public final class Offence {

    private Offence() {}

    /** A guarded application that has offended before it starts. */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        Guarded.install();
        blockParallelThread();
        leak();
        Guarded.main(arguments);
    }

    static void blockParallelThread() {
        block(Schedulers.parallel()::schedule);
    }

    static void blockEventLoop() {
        MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            block(loops);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    static void leak() {
        ByteBufAllocator.DEFAULT.buffer(1);
    }

    private static void block(Executor executor) {
        FutureTask<?> nap = new FutureTask<>(() -> {
            Thread.sleep(1);
            return null;
        });
        executor.execute(nap);
        try {
            nap.get(10, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            // The guard has to find it all the same.
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
