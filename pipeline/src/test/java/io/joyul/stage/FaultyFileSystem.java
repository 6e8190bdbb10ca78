package io.joyul.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.util.Progressable;
import org.bytedeco.pytorch.global.torch;

/**
 * A local disk under which real things go wrong, once each, where a file lies in the folder {@code faults}: {@code heap}
 * fills the Java heap while the optimizer is written, {@code native} asks libtorch for more than there is when the dev
 * split is opened, and {@code hang} never comes back from that. As long as {@code slow} lies there, the optimizer takes
 * seconds to be written, and as long as {@code slow-log} does, so does each file of a log.
 */
public final class FaultyFileSystem extends RawLocalFileSystem {
    private static final long SLOW_NANOS = 3_000_000_000L;
    private static final int PIECE = 16 << 20;
    private static final long PETABYTE_OF_FLOATS = 1L << 48;

    /** Properties that put it in the place of the local disk. */
    public static Map<String, String> over(java.nio.file.Path faults) {
        return Map.of(
                "fs.file.impl",
                FaultyFileSystem.class.getName(),
                "fs.file.impl.disable.cache",
                "true",
                "faults",
                faults.toString());
    }

    @Override
    public FSDataOutputStream create(
            Path path, boolean overwrite, int buffer, short replication, long block, Progressable progress)
            throws IOException {
        if (path.getName().startsWith("optimizer") && strikes("heap")) {
            fillHeap();
        }
        if (path.getName().startsWith("optimizer") && Files.exists(fault("slow"))) {
            LockSupport.parkNanos(SLOW_NANOS);
        }
        awaitSlowLog(path);
        return super.create(path, overwrite, buffer, replication, block, progress);
    }

    @Override
    public FSDataOutputStream append(Path path, int buffer, Progressable progress) throws IOException {
        awaitSlowLog(path);
        return super.append(path, buffer, progress);
    }

    private void awaitSlowLog(Path path) {
        if (path.getName().contains("events") && Files.exists(fault("slow-log"))) {
            LockSupport.parkNanos(SLOW_NANOS);
        }
    }

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
        boolean heldOut = path.getName().startsWith("dev-");
        if (heldOut && strikes("native")) {
            torch.zeros(PETABYTE_OF_FLOATS).close();
        }
        if (heldOut && strikes("hang")) {
            hang();
        }
        return super.open(path, buffer);
    }

    private static void fillHeap() {
        List<byte[]> pieces = new ArrayList<>();
        while (true) {
            pieces.add(new byte[PIECE]);
        }
    }

    /** As a system call that a dead server never answers: deaf to interrupts. */
    private static void hang() {
        while (true) {
            Thread.interrupted();
            LockSupport.park();
        }
    }

    private boolean strikes(String fault) throws IOException {
        return Files.deleteIfExists(fault(fault));
    }

    private java.nio.file.Path fault(String name) {
        return java.nio.file.Path.of(getConf().get("faults", "nowhere"), name);
    }
}
