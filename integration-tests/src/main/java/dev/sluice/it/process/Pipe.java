package dev.sluice.it.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One connection through a {@link Link}, both ways. Reading and writing are apart, so that a delay does not add up. */
final class Pipe {

    private static final class Chunk {
        private final byte[] bytes;
        private final long readNanos;

        private Chunk(byte[] bytes, long readNanos) {
            this.bytes = bytes;
            this.readNanos = readNanos;
        }
    }

    private static final Chunk END = new Chunk(new byte[0], 0);

    private final Link link;
    private final Socket client;
    private final Socket upstream;
    private final Consumer<Pipe> onClose;

    Pipe(Link link, Socket client, Socket upstream, Consumer<Pipe> onClose) {
        this.link = link;
        this.client = client;
        this.upstream = upstream;
        this.onClose = onClose;
    }

    void start() throws IOException {
        client.setTcpNoDelay(true);
        upstream.setTcpNoDelay(true);
        CommandCount count = new CommandCount();
        pass(client, upstream, bytes -> link.count(count.in(bytes)));
        pass(upstream, client, bytes -> {});
    }

    void close() {
        try (client;
                upstream) {
            onClose.accept(this);
        } catch (IOException e) {
            // It is closed all the same.
            onClose.accept(this);
        }
    }

    private void pass(Socket from, Socket to, Consumer<byte[]> seen) {
        LinkedBlockingQueue<Chunk> queue = new LinkedBlockingQueue<>();
        thread("link-read", () -> read(from, queue, seen));
        thread("link-write", () -> write(queue, to));
    }

    private void read(Socket from, LinkedBlockingQueue<Chunk> queue, Consumer<byte[]> seen) {
        byte[] buffer = new byte[65_536];
        try {
            InputStream in = from.getInputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                byte[] bytes = Arrays.copyOf(buffer, n);
                seen.accept(bytes);
                queue.add(new Chunk(bytes, System.nanoTime()));
            }
        } catch (IOException e) {
            // A broken connection ends like a closed one.
        } finally {
            queue.add(END);
        }
    }

    private void write(LinkedBlockingQueue<Chunk> queue, Socket to) {
        try {
            OutputStream out = to.getOutputStream();
            for (Chunk chunk = queue.take(); chunk.bytes.length > 0; chunk = queue.take()) {
                long early = chunk.readNanos + link.delayNanos() - System.nanoTime();
                if (early > 0) {
                    TimeUnit.NANOSECONDS.sleep(early);
                }
                link.awaitPassing();
                out.write(chunk.bytes);
            }
        } catch (IOException e) {
            // The other side is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
