package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.preprocess.PreprocessResult;
import io.joyul.preprocess.SplitResult;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows, files and names that somebody made to do harm, or that a broken program left: none is lost or kept in silence. */
class PreprocessHostileInputTest extends Preprocessing {
    private static final String ANY_SHARE = "preprocess.max-bad-rows=0.5";

    @BeforeEach
    void write() throws IOException {
        Reviews.write(folder);
    }

    private SplitResult train(String... settings) {
        PreprocessResult result = run(RunFiles.tiny(folder, settings));
        assertNothingIsLost(result);
        return split(result, "train");
    }

    private void fails(ErrorCode code, String part, String... settings) {
        assertThatThrownBy(() -> train(settings))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(part);
    }

    private List<JsonNode> quarantine() throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        ObjectMapper mapper = new ObjectMapper();
        for (Storage.Entry file : storage.glob(folder.resolve("out/quarantine").toString())) {
            for (String line : new String(storage.read(file.path()), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                rows.add(mapper.readTree(line));
            }
        }
        return rows;
    }

    @Test
    void tenMegabyteLineIsSetAsideAndCut() throws IOException {
        List<String> rows = Reviews.rows(0, 40);
        rows.add(20, "7\t" + "가".repeat(3_500_000) + "\t1");
        Reviews.tsv(folder.resolve("train.tsv"), rows);
        assertThat(train(ANY_SHARE).quarantined()).isEqualTo(Map.of("line-too-long", 1L));
        assertThat(quarantine()).singleElement().satisfies(row -> {
            assertThat(row.get("reason").asText()).isEqualTo("line-too-long");
            assertThat(row.get("row").asText()).startsWith("7\t가가").hasSizeLessThan(70_000);
        });
        fails(ErrorCode.TOO_MANY_BAD_ROWS, "line-too-long 1");
    }

    @Test
    void gzipBombIsOneRow() throws IOException {
        Path bomb = folder.resolve("train.tsv.gz");
        byte[] zeros = new byte[1 << 20];
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb), 1 << 16)) {
            out.write((Reviews.HEADER + "\n" + String.join("\n", Reviews.rows(0, 40)) + "\n")
                    .getBytes(StandardCharsets.UTF_8));
            for (int megabyte = 0; megabyte < 600; megabyte++) {
                out.write(zeros);
            }
            out.write("\n41\t끝\t1\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Files.size(bomb)).isLessThan(1 << 20);
        assertThat(train(ANY_SHARE, "input.train=" + bomb))
                .returns(42L, SplitResult::rowsRead)
                .returns(Map.of("line-too-long", 1L), SplitResult::quarantined);
    }

    @Test
    void bytesThatAreNoUtf8AreSetAsideInEveryFormat() throws IOException {
        byte[] good = (Reviews.HEADER + "\n" + String.join("\n", Reviews.rows(0, 40)) + "\n")
                .getBytes(StandardCharsets.UTF_8);
        for (byte[] bad : List.of(
                new byte[] {(byte) 0xff},
                new byte[] {(byte) 0xc0, (byte) 0x80},
                new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
                new byte[] {(byte) 0xea, (byte) 0xb0})) {
            try (OutputStream out = Files.newOutputStream(folder.resolve("train.tsv"))) {
                out.write(good);
                out.write("8\t좋".getBytes(StandardCharsets.UTF_8));
                out.write(bad);
                out.write("\t1\n".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(train(ANY_SHARE).quarantined()).isEqualTo(Map.of("not-utf8", 1L));
        }
        spark.sql("select id, if(id = 3, cast(X'ED959CFF' as string), concat('글 ', uuid())) as document,"
                        + " id % 2 as label from range(40)")
                .write()
                .parquet(folder.resolve("train.parquet").toString());
        spark.sql("select id + 100 as id, cast(concat('검증 ', id) as binary) as document, id % 2 as label from range(9)")
                .write()
                .parquet(folder.resolve("dev.parquet").toString());
        assertThat(train(
                                ANY_SHARE,
                                "input.format=parquet",
                                "input.train=" + folder.resolve("train.parquet"),
                                "input.dev=" + folder.resolve("dev.parquet"))
                        .quarantined())
                .isEqualTo(Map.of("not-utf8", 1L));
    }

    @Test
    void parquetFilesOfAnotherTypeAreSetAsideAndTheOthersKept() {
        Path files = folder.resolve("train.parquet");
        spark.sql("select id, concat('글 ', uuid()) as document, string(id % 2) as label from range(40)")
                .write()
                .parquet(files.toString());
        spark.sql("select id, id as document, string(id % 2) as label from range(3)")
                .write()
                .mode(SaveMode.Append)
                .parquet(files.toString());
        spark.sql("select id, concat('글 ', id) as document, array(id) as label from range(2)")
                .write()
                .mode(SaveMode.Append)
                .parquet(files.toString());
        spark.sql("select id, concat('다른 검증 ', id) as document, id % 2 as label from range(9)")
                .write()
                .parquet(folder.resolve("dev.parquet").toString());
        assertThat(train(
                        ANY_SHARE,
                        "input.format=parquet",
                        "input.train=" + files,
                        "input.dev=" + folder.resolve("dev.parquet")))
                .returns(45L, SplitResult::rowsRead)
                .returns(Map.of("text-type", 3L, "label-type", 2L), SplitResult::quarantined);
    }

    @Test
    void emptyFilesAmongOthersHoldNoRows() throws IOException {
        Path parts = Files.createDirectory(folder.resolve("parts"));
        Reviews.tsv(parts.resolve("part-1.tsv"), Reviews.rows(0, 20));
        Files.createFile(parts.resolve("part-0.tsv"));
        Files.createFile(parts.resolve("part-2.tsv"));
        Reviews.lines(parts.resolve("part-3.tsv"), List.of(Reviews.HEADER));
        Reviews.tsv(parts.resolve("part-4.tsv"), Reviews.rows(20, 20));
        assertThat(train("input.train=" + parts)).returns(40L, SplitResult::rowsRead);
        fails(ErrorCode.COLUMN_MISSING, "its columns are none", "input.train=" + parts.resolve("part-0.tsv"));
    }

    @Test
    void namesAreTakenForWhatTheyAre() throws IOException {
        Path odd = Files.createDirectory(folder.resolve("odd"));
        Path file = odd.resolve("[1]{a,b}*? 좋다,\n;$(x)..tsv");
        Reviews.tsv(file, Reviews.rows(0, 40));
        Reviews.tsv(odd.resolve("1a"), Reviews.rows(500, 40));
        assertThat(train("input.train=" + odd + "/../odd/*tsv")).returns(40L, SplitResult::rowsRead);
        assertThat(train("input.train=\"" + file.toString().replace("\n", "\\n") + "\""))
                .returns(40L, SplitResult::rowsRead);
        Files.copy(file, odd.resolve("_hidden.tsv"));
        assertThat(train("input.train=" + odd.resolve("_hidden.tsv"))).returns(40L, SplitResult::rowsRead);
        assertThat(train("input.train=" + odd)).returns(80L, SplitResult::rowsRead);
    }

    @Test
    void quarantineStaysJsonLinesWhateverIsInARow() throws IOException {
        List<String> rows = new ArrayList<>(List.of("\"1\",\"" + "a".repeat(10) + "\",1"));
        for (int id = 2; id < 40; id++) {
            rows.add(id + ",글 " + id * 7919 + "," + id % 2);
        }
        rows.add("7,\"two\nlines \"\"and\"\" }{\",0,\"more\"");
        rows.add("8,\u0001\u2028\u0085\\\"{\"reason\":\"none\"},x,y,z");
        Reviews.lines(folder.resolve("train.csv"), Reviews.with("id,document,label", rows));
        Reviews.lines(
                folder.resolve("dev.csv"), Reviews.with("id,document,label", List.of("501,다른 이야기,1", "502,또 다른 것,0")));
        train(
                ANY_SHARE,
                "input.format=csv",
                "input.train=" + folder.resolve("train.csv"),
                "input.dev=" + folder.resolve("dev.csv"));
        assertThat(quarantine())
                .extracting(row -> row.get("row").asText())
                .containsExactlyInAnyOrder(
                        "7,\"two\nlines \"\"and\"\" }{\",0,\"more\"",
                        "8,\u0001\u2028\u0085\\\"{\"reason\":\"none\"},x,y,z");
    }

    @Test
    void rowsThatAReaderLeavesOutStopTheRun() throws IOException {
        String ignore = "spark.sql.files.ignoreCorruptFiles";
        for (String split : List.of("train", "dev")) {
            spark.sql("select id, concat('" + split + " ', uuid()) as document, id % 2 as label from range(40)")
                    .repartition(2)
                    .write()
                    .parquet(folder.resolve(split + ".parquet").toString());
        }
        Path file = Path.of(storage.glob(folder.resolve("train.parquet") + "/part-00000*")
                .get(0)
                .path()
                .replaceFirst("^file:", ""));
        byte[] bytes = Files.readAllBytes(file);
        Arrays.fill(bytes, 4, 200, (byte) 0x7f);
        Files.delete(file);
        Files.write(folder.resolve("train.parquet/damaged.parquet"), bytes);
        spark.conf().set(ignore, "true");
        try {
            fails(
                    ErrorCode.ROWS_UNACCOUNTED,
                    "train: read: of 40 rows it handed on 20",
                    "input.format=parquet",
                    "input.train=" + folder.resolve("train.parquet"),
                    "input.dev=" + folder.resolve("dev.parquet"));
        } finally {
            spark.conf().unset(ignore);
        }
    }

    @Test
    void columnThatTheHeaderNamesTwiceIsRefusedWhereItIsRead() throws IOException {
        Reviews.lines(folder.resolve("train.tsv"), List.of("id\tdocument\tlabel\tdocument", "1\ta\t0\tb"));
        fails(ErrorCode.COLUMN_AMBIGUOUS, "train.tsv: names input.text-column 'document' more than once");
        Reviews.lines(folder.resolve("train.csv"), List.of("id,label,document,label", "1,0,a,1"));
        fails(
                ErrorCode.COLUMN_AMBIGUOUS,
                "train.csv: names input.label-column 'label' more than once",
                "input.format=csv",
                "input.train=" + folder.resolve("train.csv"));
        List<String> rows = new ArrayList<>();
        Reviews.rows(0, 40).forEach(row -> rows.add(row + "\t\t"));
        Reviews.lines(folder.resolve("train.tsv"), Reviews.with(Reviews.HEADER + "\t\t", rows));
        assertThat(train()).returns(40L, SplitResult::rowsKept);
    }

    @Test
    void jsonLinesThatBeginBrokenAreBadRowsAndNoMissingColumn() throws IOException {
        List<String> lines = new ArrayList<>(Collections.nCopies(150, "{\"document\": \"글"));
        for (int id = 0; id < 160; id++) {
            lines.add("{\"document\": \"글 " + id * 7919 + "\", \"label\": " + id % 2 + "}");
        }
        Reviews.lines(folder.resolve("train.jsonl"), lines);
        Reviews.lines(
                folder.resolve("dev.jsonl"),
                List.of("{\"document\": \"다른 이야기\", \"label\": 1}", "{\"document\": \"또 다른 것\", \"label\": 0}"));
        String[] json = {
            "input.format=json-lines",
            "input.id-column=null",
            "input.train=" + folder.resolve("train.jsonl"),
            "input.dev=" + folder.resolve("dev.jsonl")
        };
        String[] lenient = Arrays.copyOf(json, json.length + 1);
        lenient[json.length] = ANY_SHARE;
        assertThat(train(lenient))
                .returns(160L, SplitResult::rowsKept)
                .returns(Map.of("broken-json", 150L), SplitResult::quarantined);
        fails(ErrorCode.TOO_MANY_BAD_ROWS, "train: 150 of the 310 rows", json);
        Files.writeString(folder.resolve("train.jsonl"), "");
        fails(ErrorCode.COLUMN_MISSING, "its columns are none", json);
    }

    @Test
    void archivesUnderPlainNamesAreRefused() throws IOException {
        Path gzip = folder.resolve("reviews.tsv.gz");
        Reviews.tsv(gzip, Reviews.rows(0, 40));
        Path plain = Files.copy(gzip, folder.resolve("packed.tsv"));
        fails(ErrorCode.INPUT_UNREADABLE, "its name does not end in .gz", "input.train=" + plain);
        Path zip = folder.resolve("zipped.tsv");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            out.putNextEntry(new ZipEntry("../../outside.tsv"));
            out.write("a".getBytes(StandardCharsets.UTF_8));
        }
        fails(ErrorCode.INPUT_UNREADABLE, "it is a zip archive", "input.train=" + zip);
        Map<String, String> packed = Map.of(
                "bzip2", "425a6839314159265359",
                "xz", "fd377a585a000004",
                "Zstandard", "28b52ffd0458",
                "LZ4", "04224d1864407c",
                "a 7-Zip archive", "377abcaf271c0004");
        for (Map.Entry<String, String> kind : packed.entrySet()) {
            byte[] magic = HexFormat.of().parseHex(kind.getValue());
            Path file = folder.resolve("other.tsv");
            Files.write(file, Arrays.copyOf(magic, 4000));
            fails(ErrorCode.INPUT_UNREADABLE, "it is " + kind.getKey(), "input.train=" + file);
        }
        Path text = Files.copy(folder.resolve("train.tsv"), folder.resolve("plain.tsv.gz"));
        fails(ErrorCode.INPUT_UNREADABLE, "plain.tsv.gz", "input.train=" + text);
    }

    @Test
    void tokenizerThatWasTamperedWithIsRefusedByName() throws IOException {
        train();
        String whole =
                Files.readString(Path.of(new Workspace(folder.resolve("out").toString()).tokenizer()));
        Path given = folder.resolve("given.json");
        for (String tampered : List.of(
                whole.substring(0, whole.length() / 2),
                whole.replaceFirst("\"vocab\"", "\"vocap\""),
                whole.replaceFirst("\"type\"", "\"tipe\""),
                "[]",
                "")) {
            Files.writeString(given, tampered);
            assertThatThrownBy(() -> train("preprocess.tokenizer.path=" + given))
                    .isInstanceOfSatisfying(
                            JoyulException.class,
                            e -> assertThat(e.code()).isIn(ErrorCode.TOKENIZER_UNSUPPORTED, ErrorCode.FILE_CORRUPT));
        }
    }
}
