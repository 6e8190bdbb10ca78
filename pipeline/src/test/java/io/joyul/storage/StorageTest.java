package io.joyul.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageTest {
    private final Storage storage = Storage.of(Map.of());

    @TempDir
    Path folder;

    @Test
    @Timeout(60)
    void aReaderSeesTheOldContentOrTheNewAndNeverAPart() throws Exception {
        String path = path("state.json");
        storage.writeAtomically(path, content(0));
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService writer = Executors.newSingleThreadExecutor();
        try {
            Future<?> writing = writer.submit(() -> {
                for (int i = 1; i <= 100; i++) {
                    storage.writeAtomically(path, content(i));
                }
                done.set(true);
            });
            int reads = 0;
            while (!done.get() && !writing.isDone()) {
                byte[] seen = storage.read(path);
                assertThat(seen).isEqualTo(content(seen[0]));
                reads++;
            }
            writing.get();
            assertThat(reads).isPositive();
        } finally {
            writer.shutdownNow();
        }
        assertThat(storage.list(folder.toString()))
                .extracting(Storage.Entry::name)
                .containsExactly("state.json");
    }

    /** Each generation has its own byte and its own length. */
    private static byte[] content(int generation) {
        byte[] bytes = new byte[100_000 + (generation & 0x7f) * 500];
        Arrays.fill(bytes, (byte) (generation & 0x7f));
        return bytes;
    }

    @Test
    void ofSeveralWhoCommitAtOnceOneWins() throws Exception {
        int writers = 4;
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        try {
            for (int round = 0; round < 20; round++) {
                String path = path("commits/" + round);
                List<Callable<Boolean>> commits = new ArrayList<>();
                for (byte writer = 0; writer < writers; writer++) {
                    byte[] content = {writer};
                    commits.add(() -> storage.commit(path, content));
                }
                List<Integer> winners = new ArrayList<>();
                List<Future<Boolean>> outcomes = threads.invokeAll(commits);
                for (int writer = 0; writer < writers; writer++) {
                    if (outcomes.get(writer).get()) {
                        winners.add(writer);
                    }
                }
                assertThat(winners).hasSize(1);
                assertThat(storage.read(path)).containsExactly(winners.get(0));
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(storage.list(path("commits"))).hasSize(20);
    }

    @Test
    void renamingOntoATakenNameIsRefused() {
        for (String kind : new String[] {"file", "folder"}) {
            String from = path(kind + "-new" + (kind.equals("folder") ? "/inside" : ""));
            String to = path(kind + "-old" + (kind.equals("folder") ? "/inside" : ""));
            storage.writeAtomically(from, new byte[] {1});
            storage.writeAtomically(to, new byte[] {2});

            assertFails(() -> storage.rename(path(kind + "-new"), path(kind + "-old")), ErrorCode.STORAGE_FAILED)
                    .hasMessageContaining(kind + "-old");

            assertThat(storage.read(to)).containsExactly(2);
            assertThat(storage.read(from)).containsExactly(1);
        }
    }

    @Test
    void renamingMovesIntoFoldersThatAreNotThereYet() {
        storage.writeAtomically(path("a/b"), new byte[] {1});

        storage.rename(path("a"), path("c/d/e"));

        assertThat(storage.read(path("c/d/e/b"))).containsExactly(1);
        assertThat(storage.exists(path("a"))).isFalse();
    }

    @Test
    void creatingATakenNameIsRefused() {
        storage.writeAtomically(path("a"), new byte[] {1});

        assertFails(() -> storage.create(path("a")), ErrorCode.STORAGE_FAILED).hasMessageContaining(path("a"));
        assertThat(storage.read(path("a"))).containsExactly(1);
    }

    @Test
    void whatIsNotThereIsNamed() {
        String absent = path("absent");
        assertFails(() -> storage.read(absent), ErrorCode.INPUT_NOT_FOUND).hasMessageContaining(absent);
        assertFails(() -> storage.open(absent), ErrorCode.INPUT_NOT_FOUND).hasMessageContaining(absent);
        assertFails(() -> storage.rename(absent, path("to")), ErrorCode.INPUT_NOT_FOUND)
                .hasMessageContaining(absent);
        assertThat(storage.exists(absent)).isFalse();
        assertThat(storage.list(absent)).isEmpty();
        assertThat(storage.glob(absent + "*")).isEmpty();
        storage.delete(absent);
    }

    @Test
    void theNameOfAFileSaysNothingOfTheDisk() {
        String absent = path("quotations-No space left.json");
        assertFails(() -> storage.read(absent), ErrorCode.INPUT_NOT_FOUND).hasMessageContaining(absent);
    }

    @ParameterizedTest
    @CsvSource({
        "far://box/a, no jar here knows the file system of far://",
        "fra://box/a, no jar here knows the file system of fra://",
        "s3://box/a, 'write it s3a://, and run with JOYUL_PROFILE=s3'",
    })
    void aFileSystemThatNoJarKnowsIsNamed(String path, String said) {
        Storage without = Storage.of(Map.of("fs.far.impl", "io.joyul.NoSuchFileSystem"));
        assertFails(() -> without.read(path), ErrorCode.CONFIG_INVALID).hasMessageContaining(said);
        assertFails(() -> without.create(path), ErrorCode.CONFIG_INVALID).hasMessageContaining(said);
    }

    @Test
    void aFolderIsNotCalledAMissingFile() {
        assertFails(() -> storage.read(folder.toString()), ErrorCode.CONFIG_INVALID)
                .hasMessageContaining(folder + ": is a folder");
    }

    @Test
    void aFileWhereAFolderShouldBeIsNamed() {
        storage.writeAtomically(path("taken"), new byte[] {1});

        assertFails(() -> storage.writeAtomically(path("taken/inside"), new byte[1]), ErrorCode.CONFIG_INVALID)
                .hasMessageContaining(path("taken/inside") + ": a part of this path is a file");
        assertFails(() -> storage.commit(path("taken/inside"), new byte[1]), ErrorCode.CONFIG_INVALID);
        assertFails(() -> storage.create(path("taken/inside/file")), ErrorCode.CONFIG_INVALID);
    }

    @Test
    void aNameAloneLiesInTheWorkingFolder() {
        assertThat(Storage.parent("a.jsonl")).isEqualTo(".");
        assertThat(Storage.parent("b/a.jsonl")).isEqualTo("b");
        assertThat(Storage.parent("/a.jsonl")).isEqualTo("/");
    }

    @Test
    void noChecksumFilesAppearBesideOurs() throws IOException {
        try (OutputStream out = storage.create(path("x/model.safetensors"))) {
            out.write(new byte[10]);
        }
        storage.copy(path("x/model.safetensors"), path("x/copy.safetensors"));

        assertThat(folder.resolve("x").toFile().list())
                .containsExactlyInAnyOrder("model.safetensors", "copy.safetensors");
    }

    @Test
    void globsGoIntoFoldersAndLeaveHiddenFilesOut() {
        for (String name :
                new String[] {"in/a.tsv", "in/b.tsv", "in/_SUCCESS", "in/.b.tsv.crc", "in/deep/c.tsv", "d.csv"}) {
            storage.writeAtomically(path(name), name.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(storage.glob(path("in"))).extracting(Storage.Entry::name).containsExactly("a.tsv", "b.tsv", "c.tsv");
        assertThat(storage.glob(path("*/*.tsv")))
                .extracting(Storage.Entry::name)
                .containsExactly("a.tsv", "b.tsv");
        assertThat(storage.glob(path("d.csv")))
                .extracting(Storage.Entry::length)
                .containsExactly(5L);
    }

    @Test
    void replacingPutsTheNewFileWhereTheOldOneWas() throws IOException {
        storage.writeAtomically(path("new"), new byte[] {1});
        storage.writeAtomically(path("old"), new byte[] {2});

        storage.replace(path("new"), path("old"));

        assertThat(Files.readAllBytes(folder.resolve("old"))).containsExactly(1);
        assertThat(folder.resolve("new")).doesNotExist();
    }

    @Test
    void propertiesRoundTripThroughAPlainMap() {
        Storage carried = Storage.of(Map.of("fs.defaultFS", "file:///", "joyul.probe", "한글 = ünï"));

        assertThat(carried.absolute("/a/b")).isEqualTo("file:/a/b");
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable call, ErrorCode code) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JoyulException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }
}
