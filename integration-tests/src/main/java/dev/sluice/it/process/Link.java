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
import java.util.function.Predicate;

/**
 * A TCP relay in front of a server, that can be slow in one direction or both, silent or cut, lose answers, and lead to
 * another server; and that counts the commands which the clients of a Redis send.
 */
public final class Link implements AutoCloseable {

    private enum Mode {
        PASSING,
        SILENT,
        CUT
    }

    private final Current<InetSocketAddress> target;
    private final ServerSocket server;
    private final Set<Pipe> pipes = ConcurrentHashMap.newKeySet();
    private final Current<Mode> mode = new Current<>(Mode.PASSING);
    private final AtomicLong questionPaceNanos = new AtomicLong();
    private final AtomicLong questionDelayNanos = new AtomicLong();
    private final AtomicLong answerDelayNanos = new AtomicLong();
    private final Current<Predicate<byte[]>> losing = new Current<>(question -> false);
    private final AtomicLong commands = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition passing = lock.newCondition();

    private Link(InetSocketAddress target, ServerSocket server) {
        this.target = new Current<>(target);
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
        delayQuestions(each);
        delayAnswers(each);
    }

    /** From now on, what clients ask reaches the server this much later; answers go at once. */
    public void delayQuestions(Duration later) {
        questionDelayNanos.set(later.toNanos());
    }

    /** From now on, what clients ask reaches the server at once, and answers take this much longer. */
    public void delayAnswers(Duration later) {
        answerDelayNanos.set(later.toNanos());
    }

    /** From now on, of what clients ask over one connection, a piece reaches the server this long after the one before. */
    public void paceQuestions(Duration apart) {
        questionPaceNanos.set(apart.toNanos());
    }

    /**
     * From now on, a question whose bytes {@code lost} accepts reaches the server, is carried out there, and its connection
     * breaks before any answer to it. That is how an answer is lost over TCP.
     */
    public void loseAnswers(Predicate<byte[]> lost) {
        losing.set(lost);
    }

    /** From now on it leads to another server; connections are broken, as by a failover. */
    public void leadTo(InetSocketAddress other) {
        target.set(other);
        pipes.forEach(Pipe::close);
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
        delay(Duration.ZERO);
        paceQuestions(Duration.ZERO);
        loseAnswers(question -> false);
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

    long questionPaceNanos() {
        return questionPaceNanos.get();
    }

    long questionDelayNanos() {
        return questionDelayNanos.get();
    }

    long answerDelayNanos() {
        return answerDelayNanos.get();
    }

    boolean losesAnswerTo(byte[] question) {
        return losing.get().test(question);
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
            upstream.connect(target.get(), 2_000);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        Pipe pipe = new Pipe(this, client, upstream, pipes::remove);
        pipes.add(pipe);
        pipe.start();
    }
}
