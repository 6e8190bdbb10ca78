package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;

/** A whole job in seconds: some hundred reviews of the shipped sample and a very small model. */
final class SmallRun {
    private static final Path SAMPLE = Path.of("..", "conf", "data", "nsmc-sample");

    private final Path file;
    private final String output;

    private SmallRun(Path file, String output) {
        this.file = file;
        this.output = output;
    }

    /** Writes the data to {@code input}, a folder as the file system of the test sees it, and the run file beside it. */
    static SmallRun write(Path folder, String output, String input) throws IOException {
        Files.createDirectories(folder);
        for (String split : List.of("train", "dev", "test")) {
            Files.write(folder.resolve(split + ".tsv"), rows(split, split.equals("train") ? 600 : 200));
        }
        Path file = Files.writeString(folder.resolve("run.yaml"), """
                name: small
                output: %s
                input:
                  train: %s/train.tsv
                  dev: %s/dev.tsv
                  test: %s/test.tsv
                  id-column: id
                  text-column: document
                  label-column: label
                  labels: ["0", "1"]
                  label-names: [negative, positive]
                preprocess:
                  max-length: 32
                  tokenizer: {vocabulary-size: 1500}
                model: {layers: 1, hidden-size: 32, attention-heads: 2, intermediate-size: 64}
                training: {ranks: 2, micro-batch: 8, checkpoint-every: 20, log-every: 5, schedule-timeout-seconds: 300}
                pretrain: {epochs: 1, learning-rate: 0.003}
                train: {epochs: 2, learning-rate: 0.003, compare-from-scratch: true}
                evaluate: {bootstrap-samples: 50}
                """.formatted(output, input, input, input));
        return new SmallRun(file, output);
    }

    static SmallRun write(Path folder) throws IOException {
        return write(folder, folder.resolve("out").toString(), folder.toString());
    }

    private static List<String> rows(String split, int count) throws IOException {
        List<String> rows = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(SAMPLE.resolve(split + ".tsv.gz"))),
                StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && rows.size() <= count; line = lines.readLine()) {
                rows.add(line);
            }
        }
        assertThat(rows).hasSize(count + 1);
        return rows;
    }

    Path file() {
        return file;
    }

    String output() {
        return output;
    }

    /** What a command printed and how it ended. */
    record Ended(int exitCode, String out, String err) {}

    /** Runs a command in a process of its own, which is given these variables; what it prints is all in {@code err}. */
    static Ended process(Path log, Map<String, String> environment, String... arguments) throws Exception {
        Process process = start("1g", log, environment, arguments);
        if (!process.waitFor(10, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
        return new Ended(process.waitFor(), "", Files.readString(printed(log)));
    }

    /** Begins a command in a process of its own, which prints into the file {@link #printed}, in a heap of a size. */
    static Process start(String heap, Path log, Map<String, String> environment, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("..", "conf", "jvm.options"),
                "-Xmx" + heap,
                "-Dlog4j2.configurationFile=" + Path.of("..", "conf", "log4j2.properties"),
                "-Djoyul.log=" + log,
                "-cp",
                System.getProperty("java.class.path"),
                Joyul.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(printed(log).toFile());
        builder.environment().putAll(environment);
        return builder.start();
    }

    static Path printed(Path log) {
        return Path.of(log + ".printed");
    }

    /** Runs a command in this process. */
    static Ended joyul(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream earlier = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            int exitCode = CommandLines.execute(
                    new Joyul(),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    arguments);
            return new Ended(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(earlier);
        }
    }
}
