package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The executable jar, running; killed when closed. */
public final class SluiceProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader output;
    private final List<String> said = new CopyOnWriteArrayList<>();

    private SluiceProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Starts it in a folder, which is its working directory. */
    public static SluiceProcess start(Path folder, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("exec.jar")));
        command.addAll(List.of(arguments));
        try {
            Files.createDirectories(folder);
            return new SluiceProcess(new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts {@code up} on free ports and returns once it is up. */
    public static SluiceProcess up(Path folder, String... more) {
        List<String> arguments = new ArrayList<>(List.of("up", "--port", "0", "--admin-port", "0"));
        arguments.addAll(List.of(more));
        SluiceProcess sluice = start(folder, arguments.toArray(String[]::new));
        sluice.readUntil("Ctrl-C stops it");
        return sluice;
    }

    /** Reads on until a line has this text; fails if the process ends first. */
    void readUntil(String text) {
        for (String line = readLine(); ; line = readLine()) {
            assertThat(line).as("'%s' in:%n%s", text, all()).isNotNull();
            if (line.contains(text)) {
                return;
            }
        }
    }

    /** Reads to the end and returns the exit code. */
    public int end() {
        while (readLine() != null) {
            // All lines are kept.
        }
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What it printed so far. */
    public String all() {
        return String.join("\n", said);
    }

    /** The first group of what it printed. */
    public String find(String regex) {
        Matcher matcher = Pattern.compile(regex).matcher(all());
        assertThat(matcher.find()).as("'%s' in:%n%s", regex, all()).isTrue();
        return matcher.group(1);
    }

    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** What a newcomer of the demo is told; the first calls of a process may miss the deadline of Redis: who met that comes again. */
    public String join() throws IOException, InterruptedException {
        URI tickets = URI.create(find("(http://localhost:[0-9]+)/listen/demo")).resolve("/.sluice/demo/tickets");
        HttpRequest request =
                HttpRequest.newBuilder(tickets).POST(BodyPublishers.noBody()).build();
        HttpClient client = HttpClient.newHttpClient();
        for (int left = 2; ; left--) {
            String told = client.send(request, BodyHandlers.ofString()).body();
            if (left == 0 || !told.contains("store-lost")) {
                return told;
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }

    /** It and all that it started. */
    List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private String readLine() {
        try {
            String line = output.readLine();
            if (line != null) {
                said.add(line);
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
