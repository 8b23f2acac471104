package dev.sluice.it.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive HTTP/1.1 connection, one question at a time: as little client as possible, for it shares the machine
 * with what is measured. Used by one thread.
 */
final class Caller implements AutoCloseable {

    private final String host;
    private final Socket socket;
    private final InputStream in;

    /** An answer: its status and its body, empty for {@code HEAD}. */
    record Answer(int status, String body) {}

    Caller(URI server) throws IOException {
        this.host = server.getAuthority();
        this.socket = new Socket(server.getHost(), server.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        this.in = new BufferedInputStream(socket.getInputStream(), 16_384);
    }

    /** Asks; {@code headers} are whole lines, each with its line end. */
    Answer ask(String method, String path, String headers) throws IOException {
        String length = method.equals("POST") ? "Content-Length: 0\r\n" : "";
        String head = method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + length + headers + "\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
        String status = line();
        int bytes = 0;
        for (String line = line(); !line.isEmpty(); line = line()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                bytes = Integer.parseInt(header.substring(15).strip());
            } else if (header.startsWith("transfer-encoding:") && !method.equals("HEAD")) {
                throw new IOException("expected an answer with a length: " + status);
            }
        }
        String body = method.equals("HEAD") ? "" : new String(in.readNBytes(bytes), StandardCharsets.UTF_8);
        return new Answer(Integer.parseInt(status.substring(9, 12)), body);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the server closed the connection");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
