package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.job.SmallRun.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person sees who brings a run something that it cannot use: one message, and an exit code that says whose turn it is. */
class BadInputTest {
    @TempDir
    Path folder;

    private String file = "";

    @BeforeEach
    void writeRun() throws IOException {
        file = SmallRun.write(folder).file().toString();
    }

    @Test
    void missingRunFile() {
        assertEnds(SmallRun.joyul("run", folder.resolve("no.yaml").toString()), 2, "INPUT_NOT_FOUND", "no.yaml");
    }

    @Test
    void foldersAndFilesInPlaceOfEachOther() {
        assertEnds(SmallRun.joyul("run", folder.toString()), 2, "CONFIG_INVALID", folder + ": is a folder");
        assertEnds(
                SmallRun.joyul("run", file, "--set", "output=" + file),
                2,
                "CONFIG_INVALID",
                file + "/.lock: a part of this path is a file");
    }

    @Test
    void unknownKeys() {
        assertEnds(
                SmallRun.joyul("run", file, "--set", "training.rank=1", "--set", "train.epoch=1"),
                2,
                "CONFIG_INVALID",
                "2 problems",
                "did you mean training.ranks?",
                "did you mean train.epochs?");
    }

    @Test
    void taskThatCannotBeTrained() throws IOException {
        Path causal = Files.writeString(folder.resolve("causal.yaml"), """
                name: causal
                output: out
                input: {task: causal, format: text, text-column: value, train: a, dev: b}
                """);
        for (String command : List.of("run", "train", "evaluate")) {
            assertEnds(
                    SmallRun.joyul(command, causal.toString()),
                    2,
                    "CONFIG_INVALID",
                    "input.task causal",
                    "./joyul preprocess");
        }
    }

    @Test
    void missingInput() {
        assertEnds(SmallRun.joyul("run", file, "--set", "input.train=none.tsv"), 2, "INPUT_NOT_FOUND", "none.tsv");
    }

    @Test
    void missingColumn() {
        assertEnds(SmallRun.joyul("run", file, "--set", "input.text-column=review"), 2, "COLUMN_MISSING", "review");
    }

    @Test
    void labelNeverSeen() throws IOException {
        List<String> rows = new ArrayList<>(Files.readAllLines(folder.resolve("train.tsv")));
        for (int row = 1; row <= 20; row++) {
            rows.set(row, rows.get(row).replaceFirst("\t[01]$", "\t7"));
        }
        Files.write(folder.resolve("train.tsv"), rows);
        Ended ended = SmallRun.joyul("run", file);
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(3);
        assertThat(ended.err()).doesNotContain("\tat ").contains("joyul: ");
    }

    @Test
    void emptySplit() throws IOException {
        Files.writeString(folder.resolve("dev.tsv"), "id\tdocument\tlabel\n");
        assertEnds(SmallRun.joyul("run", file), 3, "SPLIT_EMPTY", "dev");
    }

    @Test
    void unreadableFile() throws IOException {
        Files.write(folder.resolve("train.tsv.gz"), new byte[] {31, (byte) 139, 8, 0, 1, 2, 3});
        assertEnds(
                SmallRun.joyul("run", file, "--set", "input.train=" + folder.resolve("train.tsv.gz")),
                3,
                "INPUT_UNREADABLE",
                "train.tsv.gz");
    }

    @Test
    void moreBadRowsThanAllowed() throws IOException {
        List<String> rows = new ArrayList<>(Files.readAllLines(folder.resolve("train.tsv")));
        for (int row = 0; row < 20; row++) {
            rows.add("ragged " + row);
        }
        Files.write(folder.resolve("train.tsv"), rows);
        assertEnds(
                SmallRun.joyul("preprocess", file),
                3,
                "TOO_MANY_BAD_ROWS",
                "20 of the 620 rows",
                "column-count 20",
                "preprocess.max-bad-rows allows 0.01",
                "quarantine");
    }

    @Test
    void leakThatTheRunFileRefuses() throws IOException {
        List<String> rows = new ArrayList<>(Files.readAllLines(folder.resolve("train.tsv")));
        rows.add(Files.readAllLines(folder.resolve("test.tsv")).get(7));
        Files.write(folder.resolve("train.tsv"), rows);
        assertEnds(
                SmallRun.joyul("preprocess", file, "--set", "preprocess.leaks=refuse"),
                3,
                "LEAK_FOUND",
                "leaks-into-test");
    }

    @Test
    void tokenizerThatWasChangedAfterTheShardsWereMade() throws IOException {
        assertThat(SmallRun.joyul("preprocess", file).exitCode()).isZero();
        Path tokenizer = folder.resolve("out/tokenizer.json");
        Files.writeString(tokenizer, Files.readString(tokenizer) + " ");
        assertEnds(SmallRun.joyul("run", file), 3, "FILE_CORRUPT", "tokenizer.json: is not the tokenizer");
    }

    @Test
    void keyOfAnEarlierVersion() {
        assertEnds(
                SmallRun.joyul("run", file, "--set", "input.max-bad-rows=0.5"),
                2,
                "CONFIG_INVALID",
                "input.max-bad-rows: was moved to preprocess.max-bad-rows");
    }

    @Test
    void moreRanksThanSlots() {
        assertEnds(
                SmallRun.joyul("run", file, "--set", "spark.master=local[*,1]", "--set", "training.ranks=64"),
                4,
                "RANKS_NOT_SCHEDULABLE",
                "64");
    }

    private void assertEnds(Ended ended, int exitCode, String code, String... parts) {
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(exitCode);
        List<String> message = ended.err()
                .lines()
                .dropWhile(line -> !line.startsWith("joyul: "))
                .toList();
        assertThat(ended.err()).contains(parts).doesNotContain("\tat ");
        assertThat(message).isNotEmpty().last().asString().endsWith("[" + code + "]");
    }
}
