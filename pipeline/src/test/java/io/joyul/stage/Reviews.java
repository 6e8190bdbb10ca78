package io.joyul.stage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Made-up reviews and the files they come in. */
final class Reviews {
    static final String HEADER = "id\tdocument\tlabel";

    private static final List<String> GOOD = List.of("좋은", "멋진", "훌륭한", "great");
    private static final List<String> BAD = List.of("나쁜", "지루한", "끔찍한", "boring");
    private static final List<String> THINGS = List.of("영화", "배우", "음악", "이야기", "장면");

    private Reviews() {}

    /** {@code count} different rows in TSV, both classes in turn, with ids from {@code firstId}. */
    static List<String> rows(int firstId, int count) {
        List<String> rows = new ArrayList<>();
        for (int id = firstId; id < firstId + count; id++) {
            List<String> words = id % 2 == 0 ? GOOD : BAD;
            rows.add(id + "\t" + words.get(id / 2 % 4) + " " + THINGS.get(id / 8 % 5) + " " + id + "!\t"
                    + (id % 2 == 0 ? 1 : 0));
        }
        return rows;
    }

    /** Forty training and ten dev rows as {@code train.tsv} and {@code dev.tsv}, to be broken by the test. */
    static void write(Path folder) throws IOException {
        tsv(folder.resolve("train.tsv"), rows(0, 40));
        tsv(folder.resolve("dev.tsv"), rows(1000, 10));
    }

    static void tsv(Path file, List<String> rows) throws IOException {
        lines(file, with(HEADER, rows));
    }

    static List<String> with(String header, List<String> rows) {
        List<String> lines = new ArrayList<>(rows);
        lines.add(0, header);
        return lines;
    }

    /** Lines with a line feed each; compressed when the name says so. */
    static void lines(Path file, List<String> lines) throws IOException {
        byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
        try (OutputStream raw = Files.newOutputStream(file);
                OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
            out.write(bytes);
        }
    }
}
