package io.joyul.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShardRoundTripTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void rowsComeBackAsTheyWereWrittenOverSeveralBlocks(Kind kind) {
        List<Example> examples = Shards.examples(kind, 2 * ShardWriter.BLOCK_ROWS + 1, -5, 40, 1);

        ShardFile file = write("a.arrow", kind, examples);

        assertThat(file.rows()).isEqualTo(examples.size());
        assertThat(file.tokens())
                .isEqualTo(examples.stream().mapToLong(e -> e.inputIds().length).sum());
        assertThat(file.bytes()).isEqualTo(folder.resolve("a.arrow").toFile().length());
        assertSame(read(kind, file), examples);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aFileOfNoRowsIsAFile(Kind kind) {
        ShardFile file = write("empty.arrow", kind, List.of());

        assertThat(read(kind, file).size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aBlockIsReadWithoutTheOthers(Kind kind) throws IOException {
        List<Example> examples = Shards.examples(kind, 2 * ShardWriter.BLOCK_ROWS + 7, 0, 20, 2);
        ShardFile file = write("a.arrow", kind, examples);
        byte[] whole = Files.readAllBytes(folder.resolve("a.arrow"));
        byte[] damaged = whole.clone();
        damaged[2000] ^= 1;
        Files.write(folder.resolve("a.arrow"), damaged);

        try (ShardFileReader reader = reader(kind, file).open(file)) {
            assertThat(reader.blocks()).isEqualTo(3);
            try (ShardRows last = reader.block(2);
                    ShardRows middle = reader.block(1)) {
                assertSame(last, examples.subList(2 * ShardWriter.BLOCK_ROWS, examples.size()));
                assertSame(middle, examples.subList(ShardWriter.BLOCK_ROWS, 2 * ShardWriter.BLOCK_ROWS));
            }
            assertThatThrownBy(() -> reader.block(0))
                    .isInstanceOfSatisfying(
                            JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_CORRUPT))
                    .hasMessageContaining("a.arrow")
                    .hasMessageContaining("block 0");
        }
    }

    @Test
    void aBlocksMemoryIsHeldUntilItsRowsAreClosedAndNotReadAfter() {
        List<Example> examples = Shards.examples(Kind.MASKED, 700, 0, 20, 2);
        ShardFile file = write("a.arrow", Kind.MASKED, examples);
        long before = ShardFileReader.ALLOCATOR.getAllocatedMemory();
        ShardRows rows;
        try (ShardFileReader reader = reader(Kind.MASKED, file).open(file)) {
            rows = reader.block(0);
        }

        assertThat(ShardFileReader.ALLOCATOR.getAllocatedMemory()).isGreaterThan(before);
        assertSame(rows, examples);
        rows.close();
        rows.close();
        assertThat(ShardFileReader.ALLOCATOR.getAllocatedMemory()).isEqualTo(before);
        assertThatThrownBy(() -> rows.row(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertSame(read(Kind.MASKED, file), examples);
        assertThat(ShardFileReader.ALLOCATOR.getAllocatedMemory()).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void examplesBecomeRowsWithoutAFile(Kind kind) {
        List<Example> examples = Shards.examples(kind, 50, -5, 40, 8);

        assertSame(ShardRows.of(examples), examples);
    }

    @Test
    void emptyAndMissingTextsStayApart() {
        List<Example> examples = List.of(
                new Example.Labelled(1, new int[] {2, 3}, 0, ""),
                new Example.Labelled(2, new int[] {2}, 1, null),
                new Example.Labelled(3, new int[] {2, 9, 3}, 1, "한글 \0 𝄞"));

        ShardRows rows = read(Kind.LABELLED, write("a.arrow", Kind.LABELLED, examples));

        assertSame(rows, examples);
        assertThat(rows.length(0)).isEqualTo(2);
        assertThat(rows.length(2)).isEqualTo(3);
    }

    @Test
    void extremeValuesSurvive() {
        int[] extremes = {Integer.MIN_VALUE, -1, 0, Integer.MAX_VALUE};
        List<Example> examples = List.of(
                new Example.Masked(Long.MIN_VALUE, extremes, extremes),
                new Example.Masked(Long.MAX_VALUE, new int[100_000], new int[100_000]));

        assertSame(read(Kind.MASKED, write("a.arrow", Kind.MASKED, examples)), examples);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theSameExamplesGiveTheSameBytes(Kind kind) throws IOException {
        List<Example> examples = Shards.examples(kind, 1500, 0, 40, 3);

        ShardFile first = write("a.arrow", kind, examples);
        write("between.arrow", kind, Shards.examples(kind, 2000, 0, 90, 4));
        ShardFile second = write("b.arrow", kind, examples);

        assertThat(second.sha256()).isEqualTo(first.sha256());
        assertThat(Files.readAllBytes(folder.resolve("b.arrow")))
                .isEqualTo(Files.readAllBytes(folder.resolve("a.arrow")));
    }

    @Test
    void aWriterThatIsNotFinishedLeavesNothing() {
        try (ShardWriter writer = open("partial.arrow", Kind.MASKED)) {
            Shards.examples(Kind.MASKED, 3000, 0, 20, 1).forEach(writer::add);
        }

        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aRetriedTaskCannotWriteOverTheFirstAttempt() {
        ShardFile first = write("task-0.arrow", Kind.MASKED, Shards.examples(Kind.MASKED, 5, 0, 9, 1));

        assertThatThrownBy(() -> open("task-0.arrow", Kind.MASKED))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_FAILED))
                .hasMessageContaining("task-0.arrow");
        assertThat(read(Kind.MASKED, first).size()).isEqualTo(5);
    }

    @Test
    void examplesThatDoNotFitAreRefusedAndTheFileGoesOn() {
        Example fits = new Example.Masked(1, new int[] {2, 3}, new int[] {-100, 7});
        try (ShardWriter writer = open("a.arrow", Kind.MASKED)) {
            assertThatThrownBy(() -> writer.add(new Example.Labelled(9, new int[] {2}, 0, null)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("example 9 is not a masked one");
            assertThatThrownBy(() -> writer.add(new Example.Masked(9, new int[] {2}, new int[0])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("0 labels for 1 tokens");
            assertThatThrownBy(() -> writer.add(new Example.Masked(9, new int[0], new int[0])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no tokens");
            writer.add(fits);
            assertSame(read(Kind.MASKED, writer.finish()), List.of(fits));
            assertThatThrownBy(() -> writer.add(fits)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(folder.resolve("a.arrow")).exists();
    }

    @Test
    void twoWritersOfOneProcessDoNotDisturbEachOther() {
        List<Example> masked = Shards.examples(Kind.MASKED, 1100, 0, 20, 1);
        List<Example> labelled = Shards.examples(Kind.LABELLED, 1100, 0, 20, 2);
        try (ShardWriter a = open("a.arrow", Kind.MASKED);
                ShardWriter b = open("b.arrow", Kind.LABELLED)) {
            for (int i = 0; i < 1100; i++) {
                a.add(masked.get(i));
                b.add(labelled.get(i));
            }
            assertSame(read(Kind.MASKED, a.finish()), masked);
            assertSame(read(Kind.LABELLED, b.finish()), labelled);
        }
    }

    private ShardWriter open(String name, Kind kind) {
        return ShardWriter.open(Shards.STORAGE, folder.toString(), name, "train", kind);
    }

    private ShardFile write(String name, Kind kind, List<Example> examples) {
        return Shards.write(folder.toString(), name, "train", kind, examples);
    }

    private ShardRows read(Kind kind, ShardFile file) {
        return reader(kind, file).read(file);
    }

    private ShardReader reader(Kind kind, ShardFile file) {
        return new ShardReader(Shards.STORAGE, folder.toString(), Shards.manifest(kind, List.of(file)));
    }

    private static void assertSame(ShardRows rows, List<Example> examples) {
        assertThat(rows.size()).isEqualTo(examples.size());
        for (int i = 0; i < examples.size(); i++) {
            assertThat(rows.row(i)).usingRecursiveComparison().isEqualTo(examples.get(i));
        }
    }
}
