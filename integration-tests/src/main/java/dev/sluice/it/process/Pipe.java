package dev.sluice.it.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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

    /** Long enough for a server to have read what it was sent. */
    private static final long CARRIED_OUT_MILLIS = 20;

    private final Link link;
    private final Socket client;
    private final Socket upstream;
    private final Consumer<Pipe> onClose;
    private final AtomicBoolean mute = new AtomicBoolean();

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
        LinkedBlockingQueue<Chunk> questions = new LinkedBlockingQueue<>();
        LinkedBlockingQueue<Chunk> answers = new LinkedBlockingQueue<>();
        thread("link-read", () -> read(client, questions, bytes -> link.count(count.in(bytes))));
        thread("link-read", () -> read(upstream, answers, bytes -> {}));
        thread("link-write", () -> write(questions, upstream, this::ask));
        thread("link-write", () -> write(answers, client, this::answer));
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

    /** Sends one chunk on its way, and says whether the connection is still of use. */
    private interface Step {
        boolean send(Chunk chunk, OutputStream out) throws IOException, InterruptedException;
    }

    private void write(LinkedBlockingQueue<Chunk> queue, Socket to, Step step) {
        try {
            OutputStream out = to.getOutputStream();
            boolean useful = true;
            for (Chunk chunk = queue.take(); useful && chunk.bytes.length > 0; chunk = useful ? queue.take() : END) {
                useful = step.send(chunk, out);
            }
        } catch (IOException e) {
            // The other side is gone.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    private boolean ask(Chunk chunk, OutputStream out) throws IOException, InterruptedException {
        hold(chunk, link.questionDelayNanos());
        TimeUnit.NANOSECONDS.sleep(link.questionPaceNanos());
        boolean lost = link.losesAnswerTo(chunk.bytes);
        if (lost) {
            mute.set(true);
        }
        out.write(chunk.bytes);
        if (lost) {
            TimeUnit.MILLISECONDS.sleep(CARRIED_OUT_MILLIS);
        }
        return !lost;
    }

    private boolean answer(Chunk chunk, OutputStream out) throws IOException, InterruptedException {
        hold(chunk, link.answerDelayNanos());
        if (!mute.get()) {
            out.write(chunk.bytes);
        }
        return true;
    }

    private void hold(Chunk chunk, long delayNanos) throws InterruptedException {
        long early = chunk.readNanos + delayNanos - System.nanoTime();
        if (early > 0) {
            TimeUnit.NANOSECONDS.sleep(early);
        }
        link.awaitPassing();
    }

    private static void thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }
}
