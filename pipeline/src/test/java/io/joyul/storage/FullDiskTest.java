package io.joyul.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.testing.SmallDisk;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The disks here are really full, and it is the kernel that says so. */
class FullDiskTest {
    private final Storage storage = Storage.of(Map.of());

    @TempDir
    Path folder;

    @Test
    void aStreamSaysThatTheDiskIsFullAndWhichFileDidNotFit() throws Exception {
        try (SmallDisk disk = SmallDisk.assumeMounted(folder, "size=64k")) {
            String path = folder.resolve("large").toString();
            assertFull(() -> {
                        try (OutputStream out = storage.create(path)) {
                            for (int i = 0; i < 100; i++) {
                                out.write(new byte[1000]);
                            }
                        }
                    })
                    .hasMessageContaining(path)
                    .hasMessageContaining("then run the same command again");
        }
    }

    @Test
    void anAtomicWriteThatDoesNotFitLeavesTheOldContentAndNoLitter() throws Exception {
        try (SmallDisk disk = SmallDisk.assumeMounted(folder, "size=64k")) {
            String path = folder.resolve("state.json").toString();
            storage.writeAtomically(path, new byte[] {1, 2, 3});

            assertFull(() -> storage.writeAtomically(path, new byte[100_000])).hasMessageStartingWith(path + ": ");

            assertThat(storage.read(path)).containsExactly(1, 2, 3);
            assertThat(folder.toFile().list()).containsExactly("state.json");
        }
    }

    @Test
    void aDiskWithoutRoomForAnotherNameIsFullToo() throws Exception {
        try (SmallDisk disk = SmallDisk.assumeMounted(folder, "size=64k,nr_inodes=3")) {
            storage.writeAtomically(folder.resolve("a").toString(), new byte[1]);
            storage.writeAtomically(folder.resolve("b").toString(), new byte[1]);

            assertFull(() -> storage.create(folder.resolve("c").toString())).hasMessageContaining("c:");
        }
    }

    @Test
    void aDeviceThatIsAlwaysFullIsFull() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
        Path source = Files.write(folder.resolve("source"), new byte[10]);

        assertFull(() -> storage.copy(source.toString(), "/dev/full")).hasMessageContaining("/dev/full");

        assertThat(Path.of("/dev/full")).exists();
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFull(ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        JoyulException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.STORAGE_FULL));
    }
}
