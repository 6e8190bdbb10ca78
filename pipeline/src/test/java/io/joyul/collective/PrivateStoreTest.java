package io.joyul.collective;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.batch.World;
import io.joyul.tensor.Libtorch;
import io.joyul.tensor.TensorScope;
import io.joyul.testing.SmallDisk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateStoreTest {
    private static final int PAGE = 4096;

    /** Bytes of an entry beside its key and its value. */
    private static final int LENGTHS = 8;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load() {
        Libtorch.prepare(1);
    }

    private PrivateStore open() {
        return PrivateStore.open(folder, new World(0, 2), Duration.ofSeconds(1));
    }

    private Path file() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(path -> path.toString().endsWith(".store"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void aStoreThatWasOpenedUnderAScopeOutlivesIt() throws Exception {
        PrivateStore store;
        try (TensorScope scope = TensorScope.open()) {
            store = open();
        }
        store.set("key", "value".getBytes(UTF_8));
        assertThat(store.get("key")).asString(UTF_8).isEqualTo("value");
        store.close();
        assertThat(folder).isEmptyDirectory();
        store.close();
        assertThatThrownBy(() -> store.get("key")).hasMessageContaining("closed");
    }

    @Test
    void aStoreOnADiskThatHasRunFullIsClosedAllTheSame() throws Exception {
        try (SmallDisk disk = SmallDisk.assumeMounted(folder, "size=64k")) {
            PrivateStore store = open();
            // Up to the end of a page, so that the next entry needs another.
            int used = Math.toIntExact(Files.size(file()));
            store.set("key", new byte[PAGE - used - LENGTHS - "/key".length()]);
            assertThat(Files.size(file())).isEqualTo(PAGE);
            try (OutputStream rest = Files.newOutputStream(folder.resolve("rest"))) {
                assertThatThrownBy(() -> rest.write(new byte[1 << 20])).isInstanceOf(IOException.class);
            }
            assertThatThrownBy(() -> store.set("key", new byte[1])).hasMessageContaining("No space left");
            store.close();
            assertThat(folder).isDirectoryNotContaining("glob:**.store");
        }
    }
}
