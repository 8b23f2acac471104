package dev.sluice.standalone.redis;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/** Where an embedded Redis keeps what: all under one state folder, for its user only. */
record RedisFiles(Path data, Path configuration, Path pid, Path log) {

    private static final FileAttribute<?> FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<?> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static RedisFiles in(Path stateDir) throws IOException {
        Path data = Files.createDirectories(stateDir.resolve("redis"), FOLDER);
        Path logs = Files.createDirectories(stateDir.resolve("log"), FOLDER);
        return new RedisFiles(data, data.resolve("redis.conf"), data.resolve("redis.pid"), logs.resolve("redis.log"));
    }

    /** A new file, so that nobody who could read an old one reads the password. */
    void writeConfiguration(int port, String password) throws IOException {
        String text = """
                # Written at each start.
                bind 127.0.0.1
                port %d
                protected-mode yes
                requirepass %s
                daemonize no
                dir %s
                pidfile %s
                logfile ""
                # Slots and queues must never be thrown out; they carry no expiry.
                maxmemory-policy noeviction
                appendonly yes
                appendfsync everysec
                save ""
                """.formatted(port, password, quoted(data), quoted(pid));
        Files.deleteIfExists(configuration);
        Files.createFile(configuration, FILE);
        Files.writeString(configuration, text, StandardOpenOption.WRITE);
    }

    /** The Redis that its pid file speaks of, if that process lives and is one of ours. */
    Optional<ProcessHandle> runningProcess() throws IOException {
        if (!Files.exists(pid)) {
            return Optional.empty();
        }
        String number = Files.readString(pid).strip();
        if (!number.matches("[0-9]{1,18}")) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(number))
                .filter(ProcessHandle::isAlive)
                .filter(RedisFiles::isRedis);
    }

    private static boolean isRedis(ProcessHandle process) {
        return process.info().command().map(c -> c.contains("redis-server")).orElse(false);
    }

    /** 127.0.0.1, whatever this machine calls it. */
    static InetAddress loopback() throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    boolean saysThatThePortIsTaken() throws IOException {
        return read().stream().anyMatch(line -> line.contains("Address already in use"));
    }

    /** The last few lines of the log, each ended. */
    String lastLines() throws IOException {
        List<String> lines = read();
        StringBuilder last = new StringBuilder();
        lines.subList(Math.max(0, lines.size() - 8), lines.size())
                .forEach(line -> last.append("  ").append(line).append('\n'));
        return last.toString();
    }

    private List<String> read() throws IOException {
        return Files.exists(log) ? Files.readAllLines(log, StandardCharsets.UTF_8) : List.of();
    }

    /** As Redis reads an argument with blanks in it. */
    private static String quoted(Path path) {
        return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
