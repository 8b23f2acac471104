package dev.sluice.it.process;

import dev.sluice.it.values.Current;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A TCP relay in front of a server, that can be slow, silent or cut; and that counts the commands which the clients of
 * a Redis send.
 */
public final class Link implements AutoCloseable {

    private enum Mode {
        PASSING,
        SILENT,
        CUT
    }

    private final InetSocketAddress target;
    private final ServerSocket server;
    private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
    private final Current<Mode> mode = new Current<>(Mode.PASSING);
    private final AtomicLong delayNanos = new AtomicLong();
    private final AtomicLong commands = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition passing = lock.newCondition();

    private Link(InetSocketAddress target, ServerSocket server) {
        this.target = target;
        this.server = server;
    }

    /** Opens a relay to {@code target} on any free port. */
    public static Link to(InetSocketAddress target) {
        try {
            Link link = new Link(target, new ServerSocket(0, 128, InetAddress.getLoopbackAddress()));
            Thread thread = new Thread(link::acceptAll, "link-" + target.getPort());
            thread.setDaemon(true);
            thread.start();
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients connect to. */
    public int port() {
        return server.getLocalPort();
    }

    /** From now on, answers and questions take this much longer, each way. */
    public void delay(Duration each) {
        delayNanos.set(each.toNanos());
    }

    /** Nothing gets through any more, in either direction; connections stay, and new ones are accepted. */
    public void silence() {
        become(Mode.SILENT);
    }

    /** Connections are broken, and new ones are closed at once. */
    public void cut() {
        become(Mode.CUT);
        pipes.forEach(Pipe::close);
    }

    /** All is well again; what was held back gets through. */
    public void heal() {
        delayNanos.set(0);
        become(Mode.PASSING);
    }

    /** How many commands clients have sent so far. */
    public long commands() {
        return commands.get();
    }

    @Override
    public void close() {
        cut();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long delayNanos() {
        return delayNanos.get();
    }

    void count(int more) {
        commands.addAndGet(more);
    }

    /** Returns once bytes may pass. */
    void awaitPassing() throws InterruptedException {
        lock.lock();
        try {
            while (mode.get() == Mode.SILENT) {
                passing.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void become(Mode next) {
        lock.lock();
        try {
            mode.set(next);
            passing.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (mode.get() == Mode.CUT) {
                    client.close();
                } else {
                    open(client);
                }
            } catch (IOException e) {
                // The relay was closed, or its target is not there: the client sees a broken connection.
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    private void open(Socket client) throws IOException {
        Socket upstream = new Socket();
        try {
            upstream.connect(target, 2_000);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        Pipe pipe = new Pipe(this, client, upstream, pipes::remove);
        pipes.add(pipe);
        pipe.start();
    }
}
