package dev.sluice.it.process;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One command to a Redis, over a connection of its own: the tests' own, so that they share no client with the product. */
final class RedisCommand {

    private static final int PATIENCE_MILLIS = 5_000;

    private RedisCommand() {}

    /** The answer's text: of a simple string, a number or a bulk string; an error's with its {@code -}. */
    static String send(InetSocketAddress address, String... words) {
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            StringBuilder request = new StringBuilder("*").append(words.length).append("\r\n");
            for (String word : words) {
                int bytes = word.getBytes(StandardCharsets.UTF_8).length;
                request.append('$').append(bytes).append("\r\n").append(word).append("\r\n");
            }
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.UTF_8));
            return answer(new BufferedInputStream(socket.getInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String answer(InputStream in) throws IOException {
        String line = line(in);
        if (line.startsWith("$")) {
            int length = Integer.parseInt(line.substring(1));
            return length < 0 ? "" : new String(in.readNBytes(length), StandardCharsets.UTF_8);
        }
        return line.startsWith("-") ? line : line.substring(1);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\r'; c = in.read()) {
            if (c < 0) {
                throw new IOException("Redis closed the connection");
            }
            line.append((char) c);
        }
        if (in.read() != '\n') {
            throw new IOException("Redis does not speak RESP");
        }
        return line.toString();
    }
}
