package dev.sluice.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** An address that leads to a Redis, and later to another one, as that of a service does after a failover. */
public final class Door implements AutoCloseable {

    private final ServerSocket door;
    private final AtomicInteger target = new AtomicInteger();
    private final AtomicInteger visits = new AtomicInteger();
    private final AtomicLong asked = new AtomicLong();
    private final List<Socket> visitors = new CopyOnWriteArrayList<>();

    public Door(int port) {
        target.set(port);
        try {
            door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start("door", this::let);
    }

    public URI uri() {
        return URI.create("redis://127.0.0.1:" + door.getLocalPort());
    }

    /** Whoever comes from now on is led there; whoever is in stays where it is. */
    public void leadsTo(int port) {
        target.set(port);
    }

    /** How many came. */
    public int visits() {
        return visits.get();
    }

    /** How many bytes were passed on to Redis. */
    public long asked() {
        return asked.get();
    }

    /** Throws out whoever is in; what was passed on before arrives all the same. */
    public void cut() {
        for (Socket visitor : List.copyOf(visitors)) {
            visitors.remove(visitor);
            try {
                visitor.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private void let() {
        while (!door.isClosed()) {
            try {
                Socket from = door.accept();
                visits.incrementAndGet();
                Socket to = new Socket(InetAddress.getLoopbackAddress(), target.get());
                visitors.add(from);
                start("door-in", () -> pass(from, to, asked));
                start("door-out", () -> pass(to, from, new AtomicLong()));
            } catch (IOException e) {
                // closed, or nobody is there to lead to
            }
        }
    }

    private static void pass(Socket from, Socket to, AtomicLong passed) {
        byte[] some = new byte[8192];
        try (from;
                to) {
            for (int n = from.getInputStream().read(some);
                    n >= 0;
                    n = from.getInputStream().read(some)) {
                to.getOutputStream().write(some, 0, n);
                passed.addAndGet(n);
            }
        } catch (IOException e) {
            // one of them hung up
        }
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
