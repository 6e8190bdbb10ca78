package io.joyul.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A disk that really runs full: a tmpfs of a few kilobytes, where the tests may mount one. */
public final class SmallDisk implements AutoCloseable {
    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts it, or skips the calling test where that takes rights that it does not have. */
    public static SmallDisk assumeMounted(Path folder, String options) throws Exception {
        String reason = "only root may mount a small disk to fill";
        try {
            assumeTrue(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()) == 0, reason);
        } catch (IOException e) {
            assumeTrue(false, reason + ": " + e.getMessage());
        }
        return new SmallDisk(folder);
    }

    @Override
    public void close() throws Exception {
        if (run("umount", folder.toString()) != 0) {
            throw new AssertionError(folder + " is still in use");
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(List.of(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }
}
