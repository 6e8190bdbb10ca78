package io.joyul.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.storage.SealedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardCorruptionTest {
    @TempDir
    Path folder;

    private ShardManifest manifest = Shards.manifest(Kind.LABELLED, List.of());

    @BeforeEach
    void writeOneShard() {
        manifest = Shards.folder(folder.toString(), Kind.LABELLED, "train", 12, 25);
    }

    @Test
    void aFlippedBitAnywhereInTheDataFileIsNoticed() throws IOException {
        Path file = folder.resolve("train-0.arrow");
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at += 3) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            Files.write(file, damaged);
            assertFails(this::readAll, ErrorCode.FILE_CORRUPT)
                    .hasMessageContaining("train-0.arrow")
                    .hasMessageContaining(manifest.files().get(0).sha256())
                    .hasMessageContaining(Sha256.of(damaged));
        }
    }

    @Test
    void aFlippedBitIsNoticedByAReaderOfBlocksToo() throws IOException {
        Path file = folder.resolve("train-0.arrow");
        byte[] whole = Files.readAllBytes(file);
        int noticed = 0;
        for (int at = 0; at < whole.length; at += 13) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << (at % 8));
            Files.write(file, damaged);
            try {
                readBlocks();
            } catch (JoyulException e) {
                assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.FILE_CORRUPT);
                assertThat(e).hasMessageContaining("train-0.arrow");
                noticed++;
            }
        }
        // What stands before the first block is said again behind the last, and only there believed.
        assertThat(noticed * 13).isGreaterThan(whole.length - 1000);
        for (int length = 0; length < whole.length; length += 29) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertFails(this::readBlocks, ErrorCode.FILE_CORRUPT).hasMessageContaining("train-0.arrow");
        }
    }

    @Test
    void aDataFileCutAnywhereIsNoticed() throws IOException {
        Path file = folder.resolve("train-0.arrow");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 7) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertFails(this::readAll, ErrorCode.FILE_CORRUPT)
                    .hasMessageContaining("train-0.arrow")
                    .hasMessageContaining("holds " + length + " bytes where the manifest says " + whole.length);
        }
        Files.write(file, Arrays.copyOf(whole, whole.length + 1));
        assertFails(this::readAll, ErrorCode.FILE_CORRUPT).hasMessageContaining("train-0.arrow");
    }

    @Test
    void aMissingDataFileIsNamed() throws IOException {
        Files.delete(folder.resolve("train-0.arrow"));

        assertFails(this::readAll, ErrorCode.FILE_CORRUPT)
                .hasMessageContaining("train-0.arrow")
                .hasMessageContaining("not there");
    }

    @Test
    void aFlippedBitAnywhereInTheManifestIsNoticed() throws IOException {
        Path file = folder.resolve("manifest.json");
        byte[] whole = Files.readAllBytes(file);
        for (int at = 0; at < whole.length; at++) {
            // The sixth bit makes an upper-case letter of a lower-case one.
            for (int bit : new int[] {at % 8, 5}) {
                byte[] damaged = whole.clone();
                damaged[at] ^= (byte) (1 << bit);
                Files.write(file, damaged);
                assertFails(this::readAll, ErrorCode.FILE_CORRUPT).hasMessageContaining("manifest.json");
            }
        }
        Files.write(file, whole);
        assertThat(ShardManifests.load(Shards.STORAGE, folder.toString())).isEqualTo(manifest);
    }

    @Test
    void aManifestCutAnywhereIsNoticed() throws IOException {
        Path file = folder.resolve("manifest.json");
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length < whole.length; length += 3) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertFails(this::readAll, ErrorCode.FILE_CORRUPT).hasMessageContaining("manifest.json");
        }
    }

    @Test
    void otherVersionsAreToldApartFromDamage() throws IOException {
        writeManifest(new SealedJson("joyul-shards", 3).seal(manifest));
        assertFails(this::readAll, ErrorCode.FILE_TOO_NEW).hasMessageContaining("version 3");

        writeManifest(new SealedJson("joyul-shards", 1).seal(manifest));
        assertFails(this::readAll, ErrorCode.FILE_TOO_OLD).hasMessageContaining("version 1");

        writeManifest(new SealedJson("joyul-checkpoint", 1).seal(manifest));
        assertFails(this::readAll, ErrorCode.FILE_CORRUPT).hasMessageContaining("joyul-shards");
    }

    @Test
    void foreignJsonIsRefused() throws IOException {
        for (String json : List.of("", "null", "[]", "{}", "{\"format\":\"joyul-shards\"}", "7 8", "\u00ff")) {
            writeManifest(json.getBytes(StandardCharsets.UTF_8));
            assertFails(this::readAll, ErrorCode.FILE_CORRUPT).hasMessageContaining("manifest.json");
        }
    }

    @Test
    void aFolderWithoutManifestSaysWhatToRun() throws IOException {
        Files.delete(folder.resolve("manifest.json"));

        assertFails(this::readAll, ErrorCode.INPUT_NOT_FOUND)
                .hasMessageContaining("manifest.json")
                .hasMessageContaining("./joyul preprocess");
    }

    @Test
    void aManifestCannotReachOutsideItsFolder() throws IOException {
        for (String name : List.of("../secret", "/etc/passwd", "file:/etc/passwd", "", "..")) {
            ShardFile file = new ShardFile(
                    name, "train", 1, 1, 1, "00", manifest.files().get(0).index());
            writeManifest(new SealedJson("joyul-shards", 2).seal(Shards.manifest(Kind.MASKED, List.of(file))));
            assertFails(this::readAll, ErrorCode.FILE_CORRUPT).hasMessageContaining("outside its own folder");
        }
        ShardFile file = manifest.files().get(0);
        writeManifest(new SealedJson("joyul-shards", 2).seal(Shards.manifest(Kind.LABELLED, List.of(file, file))));
        assertFails(this::readAll, ErrorCode.FILE_CORRUPT).hasMessageContaining("twice");
    }

    @Test
    void rightBytesThatHoldSomethingElseAreRefused() {
        ShardFile file = manifest.files().get(0);
        assertFails(() -> read(Kind.MASKED, file), ErrorCode.FILE_CORRUPT).hasMessageContaining("schema");
        assertFails(
                        () -> read(
                                Kind.LABELLED,
                                new ShardFile(
                                        file.name(),
                                        "dev",
                                        file.rows(),
                                        file.tokens(),
                                        file.bytes(),
                                        file.sha256(),
                                        file.index())),
                        ErrorCode.FILE_CORRUPT)
                .hasMessageContaining("dev");
        for (int off : new int[] {-1, 1}) {
            assertFails(
                            () -> read(
                                    Kind.LABELLED,
                                    new ShardFile(
                                            file.name(),
                                            "train",
                                            file.rows() + off,
                                            file.tokens(),
                                            file.bytes(),
                                            file.sha256(),
                                            file.index())),
                            ErrorCode.FILE_CORRUPT)
                    .hasMessageContaining("train-0.arrow");
            assertFails(
                            () -> read(
                                    Kind.LABELLED,
                                    new ShardFile(
                                            file.name(),
                                            "train",
                                            file.rows(),
                                            file.tokens() + off,
                                            file.bytes(),
                                            file.sha256(),
                                            file.index())),
                            ErrorCode.FILE_CORRUPT)
                    .hasMessageContaining("train-0.arrow");
        }
    }

    @Test
    void bytesWithTheRightSumThatAreNoArrowFileAreRefused() throws IOException {
        byte[] whole = Files.readAllBytes(folder.resolve("train-0.arrow"));
        for (byte[] bytes : List.of(
                new byte[0],
                "not Arrow at all, but long enough to look for a footer".getBytes(StandardCharsets.UTF_8),
                Arrays.copyOf(whole, whole.length - 3),
                Arrays.copyOfRange(whole, 1, whole.length))) {
            Files.write(folder.resolve("other.arrow"), bytes);
            ShardFile file = new ShardFile(
                    "other.arrow",
                    "train",
                    25,
                    250,
                    bytes.length,
                    Sha256.of(bytes),
                    new ShardManifest.Index(0, Sha256.of(bytes)));
            assertFails(() -> read(Kind.LABELLED, file), ErrorCode.FILE_CORRUPT).hasMessageContaining("other.arrow");
        }
    }

    @Test
    void filesThatTheManifestDoesNotNameDoNotExist() throws IOException {
        Files.write(folder.resolve("train-0.attempt-1.arrow"), new byte[] {1, 2, 3});

        assertThat(readAll()).isEqualTo(25);
    }

    @Test
    void aCommitWithoutItsFilesIsRefused() throws IOException {
        Files.delete(folder.resolve("manifest.json"));
        Path file = folder.resolve("train-0.arrow");
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 100));
        assertFails(this::commit, ErrorCode.STORAGE_FAILED)
                .hasMessageContaining("train-0.arrow")
                .hasMessageContaining("100 are there");

        Files.delete(file);
        assertFails(this::commit, ErrorCode.STORAGE_FAILED).hasMessageContaining("no longer there");
        assertThat(folder.resolve("manifest.json")).doesNotExist();
    }

    private void commit() {
        ShardManifests.commit(Shards.STORAGE, folder.toString(), manifest);
    }

    private void writeManifest(byte[] bytes) throws IOException {
        Files.write(folder.resolve("manifest.json"), bytes);
    }

    private int readAll() {
        ShardManifest loaded = ShardManifests.load(Shards.STORAGE, folder.toString());
        ShardReader reader = new ShardReader(Shards.STORAGE, folder.toString(), loaded);
        return loaded.files().stream()
                .mapToInt(file -> reader.read(file).size())
                .sum();
    }

    private void readBlocks() {
        ShardReader reader = new ShardReader(Shards.STORAGE, folder.toString(), manifest);
        try (ShardFileReader file = reader.open(manifest.files().get(0))) {
            for (int block = 0; block < file.blocks(); block++) {
                file.block(block);
            }
        }
    }

    private void read(Kind kind, ShardFile file) {
        new ShardReader(Shards.STORAGE, folder.toString(), Shards.manifest(kind, List.of(file))).read(file);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable call, ErrorCode code) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JoyulException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }
}
