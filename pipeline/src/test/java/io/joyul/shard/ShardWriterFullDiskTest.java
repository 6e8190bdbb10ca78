package io.joyul.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.testing.SmallDisk;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWriterFullDiskTest {
    @TempDir
    Path folder;

    @Test
    void aFullDiskEndsTheWriterWithoutALeakOrAPartOfAFile() throws Exception {
        List<Example> examples = Shards.examples(Kind.MASKED, 5000, 0, 60, 1);
        try (SmallDisk disk = SmallDisk.assumeMounted(folder, "size=64k")) {
            // Closing the writer also closes its allocator, which throws when a buffer was not given back.
            assertThatThrownBy(() -> Shards.write(folder.toString(), "a.arrow", "train", Kind.MASKED, examples))
                    .isInstanceOfSatisfying(JoyulException.class, e -> {
                        assertThat(e.code()).as(e.getMessage()).isEqualTo(ErrorCode.STORAGE_FULL);
                        assertThat(e.getSuppressed()).isEmpty();
                    })
                    .hasMessageContaining("a.arrow");
            assertThat(folder).isEmptyDirectory();
        }
    }
}
