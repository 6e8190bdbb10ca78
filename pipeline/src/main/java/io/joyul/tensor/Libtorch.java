package io.joyul.tensor;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch, once per process. */
public final class Libtorch {
    private static boolean loaded;

    private Libtorch() {}

    /**
     * Makes libtorch ready for a rank that computes with {@code threads} threads.
     *
     * <p>The first load on a machine unpacks 445 MB into JavaCPP's cache. Two executors that unpack at once crash each
     * other, so the load holds a lock on a file beside the cache.
     *
     * @throws JoyulException with {@code NATIVE_UNAVAILABLE} when there is no library for this platform or no room for it
     */
    public static void prepare(int threads) {
        load();
        torch.set_num_threads(threads);
    }

    private static synchronized void load() {
        if (loaded) {
            return;
        }
        try {
            Path cache = Loader.getCacheDir().toPath();
            Files.createDirectories(cache);
            try (FileChannel channel = FileChannel.open(
                            cache.resolve(".joyul.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("the lock on " + cache + " was lost");
                }
                Loader.load(openblas.class);
                Loader.load(torch.class);
            }
        } catch (IOException | UnsatisfiedLinkError | NoClassDefFoundError e) {
            throw new JoyulException(
                    ErrorCode.NATIVE_UNAVAILABLE,
                    "libtorch could not be loaded on " + Loader.getPlatform() + ": " + e.getMessage()
                            + "; it needs 450 MB in " + System.getProperty("user.home")
                            + "/.javacpp (or -Dorg.bytedeco.javacpp.cachedir) and a " + "linux-x86_64 machine",
                    e);
        }
        loaded = true;
    }
}
