package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.config.RunConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PreprocessBadInputTest extends Preprocessing {
    @BeforeEach
    void write() throws IOException {
        Reviews.write(folder);
    }

    private AbstractThrowableAssert<?, ? extends Throwable> fails(ErrorCode code, String... settings) {
        RunConfig config = RunFiles.tiny(folder, settings);
        AbstractThrowableAssert<?, ? extends Throwable> failure = assertThatThrownBy(() -> run(config))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(code));
        assertThat(Path.of(workspace().labelledShards())).doesNotExist();
        assertThat(Path.of(workspace().tokenizer())).doesNotExist();
        return failure;
    }

    @Test
    void pathThatNamesNoFileIsNamedWithItsKey() {
        fails(ErrorCode.INPUT_NOT_FOUND, "input.test=" + folder.resolve("absent-*.tsv"))
                .hasMessageContaining("absent-*.tsv")
                .hasMessageContaining("input.test");
    }

    @Test
    void missingColumnIsNamedWithTheFileAndTheColumnsThatAreThere() {
        fails(ErrorCode.COLUMN_MISSING, "input.text-column=review")
                .hasMessageContaining("train.tsv")
                .hasMessageContaining("input.text-column 'review'")
                .hasMessageContaining("id, document, label");
    }

    @Test
    void columnMissingInTheLastSplitIsFoundBeforeAnyRowIsRead() throws IOException {
        Reviews.lines(folder.resolve("train.tsv"), List.of(Reviews.HEADER, "a row of no use"));
        Reviews.lines(folder.resolve("dev.tsv"), List.of("id\tdocument", "1\ta"));
        fails(ErrorCode.COLUMN_MISSING).hasMessageContaining("dev.tsv").hasMessageContaining("'label'");
    }

    @Test
    void emptyFileHasNoColumns() throws IOException {
        Files.writeString(folder.resolve("dev.tsv"), "");
        fails(ErrorCode.COLUMN_MISSING).hasMessageContaining("its columns are none");
    }

    @Test
    void plainTextHasOneColumn() throws IOException {
        Reviews.lines(folder.resolve("train.txt"), List.of("첫째 줄", "둘째 줄"));
        fails(
                        ErrorCode.COLUMN_MISSING,
                        "input.task=causal",
                        "pretrain=null",
                        "input.format=text",
                        "input.train=" + folder.resolve("train.txt"))
                .hasMessageContaining("input.text-column 'document'")
                .hasMessageContaining("its columns are value");
    }

    @Test
    void truncatedGzipIsUnreadable() throws IOException {
        Path file = folder.resolve("train.tsv.gz");
        Reviews.tsv(file, Reviews.rows(0, 5000));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length * 3 / 4));
        fails(ErrorCode.INPUT_UNREADABLE, "input.train=" + file).hasMessageContaining("train.tsv.gz");
    }

    @Test
    void flippedByteInAGzipIsUnreadable() throws IOException {
        Path file = folder.resolve("train.tsv.gz");
        Reviews.tsv(file, Reviews.rows(0, 5000));
        byte[] bytes = Files.readAllBytes(file);
        for (int place : new int[] {0, bytes.length / 2}) {
            byte[] broken = bytes.clone();
            broken[place] ^= 0x55;
            Files.write(file, broken);
            fails(ErrorCode.INPUT_UNREADABLE, "input.train=" + file).hasMessageContaining("train.tsv.gz");
        }
    }

    @Test
    void fileThatIsNoParquetIsUnreadable() {
        fails(ErrorCode.INPUT_UNREADABLE, "input.format=parquet").hasMessageContaining("train.tsv");
    }

    @Test
    void parquetDamagedInsideIsUnreadable() throws IOException {
        for (String split : List.of("train", "dev")) {
            spark.read()
                    .option("header", true)
                    .option("sep", "\t")
                    .csv(folder.resolve(split + ".tsv").toString())
                    .coalesce(1)
                    .write()
                    .parquet(folder.resolve(split).toString());
        }
        Path file;
        try (Stream<Path> files = Files.list(folder.resolve("train"))) {
            file = files.filter(path -> path.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4, 200, (byte) 0x7f);
        Files.delete(file);
        Files.write(folder.resolve("train/damaged.parquet"), bytes);
        fails(
                        ErrorCode.INPUT_UNREADABLE,
                        "input.format=parquet",
                        "input.train=" + folder.resolve("train"),
                        "input.dev=" + folder.resolve("dev"))
                .hasMessageContaining("damaged.parquet");
    }

    @Test
    void tooManyBadRowsStopTheRunWithTheirCountsAndPlace() throws IOException {
        List<String> rows = Reviews.rows(0, 18);
        rows.add("too\tmany\tcolumns\there");
        rows.add("few");
        Reviews.tsv(folder.resolve("train.tsv"), rows);
        fails(ErrorCode.TOO_MANY_BAD_ROWS, "preprocess.max-bad-rows=0.09")
                .hasMessageContaining("train: 2 of the 20 rows")
                .hasMessageContaining("column-count 2")
                .hasMessageContaining("0.1000")
                .hasMessageContaining("preprocess.max-bad-rows allows 0.09")
                .hasMessageContaining("out/quarantine");
        assertThat(folder.resolve("out/quarantine")).isNotEmptyDirectory();
    }

    @Test
    void labelThatTheRunFileDoesNotNameIsUnknown() {
        fails(ErrorCode.LABEL_UNKNOWN, "input.labels=['1', positive]")
                .hasMessageContaining("train: 20 rows bear the label '0'")
                .hasMessageContaining("input.labels (1, positive)");
    }

    @Test
    void labelThatTrainNeverShowsIsUnknown() throws IOException {
        List<String> dev = Reviews.rows(1000, 10);
        dev.add("1\t어쩌면\t2");
        Reviews.tsv(folder.resolve("dev.tsv"), dev);
        fails(ErrorCode.LABEL_UNKNOWN)
                .hasMessageContaining("dev: 1 rows bear the label '2'")
                .hasMessageContaining("0, 1");
        fails(ErrorCode.LABEL_UNKNOWN, "input.labels=['0', '1', '2']")
                .hasMessageContaining("which no training row bears (known: 0, 1)");
    }

    @Test
    void oneLabelIsNothingToTellApart() throws IOException {
        Reviews.tsv(folder.resolve("train.tsv"), List.of("1\t하나\t1", "2\t둘\t1"));
        Reviews.tsv(folder.resolve("dev.tsv"), List.of("3\t셋\t1"));
        fails(ErrorCode.LABEL_UNKNOWN).hasMessageContaining("at least 2");
    }

    @Test
    void splitWithoutRowsSaysWhy() throws IOException {
        Reviews.tsv(folder.resolve("dev.tsv"), List.of());
        fails(ErrorCode.SPLIT_EMPTY).hasMessageContaining("dev: ").hasMessageContaining("holds no row");
        Reviews.tsv(folder.resolve("dev.tsv"), List.of("1\t \t1", "x"));
        fails(ErrorCode.SPLIT_EMPTY, "preprocess.max-bad-rows=1")
                .hasMessageContaining("dropped: empty 1; set aside: column-count 1");
    }

    @Test
    void trainingSplitThatLeaksWholeIsEmpty() throws IOException {
        List<String> train = new ArrayList<>(Reviews.rows(1000, 10));
        train.add(train.get(0));
        Reviews.tsv(folder.resolve("train.tsv"), train);
        fails(ErrorCode.SPLIT_EMPTY)
                .hasMessageContaining("train: ")
                .hasMessageContaining("duplicate 1, leaks-into-dev 10");
    }

    @Test
    void tokenizerThatIsNoneIsFoundBeforeTheRows() throws IOException {
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"type\": \"WordLevel\"}}");
        fails(
                ErrorCode.TOKENIZER_UNSUPPORTED,
                "preprocess.tokenizer.path=" + folder.resolve("tokenizer.json"),
                "input.train=" + folder.resolve("absent"));
    }
}
