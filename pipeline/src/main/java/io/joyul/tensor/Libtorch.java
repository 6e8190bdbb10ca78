package io.joyul.tensor;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.global.torch;

/** Loads libtorch, once per process. */
public final class Libtorch {
    /**
     * The system property that names an {@link InstalledTorch} whose libraries are to be used; absent or empty: the
     * packed ones.
     */
    public static final String PATH = "joyul.libtorch.path";

    private static final String LOADING = "org.bytedeco.javacpp.loadlibraries";

    /** JavaCPP's limit on the process's memory, which counts the JVM's own pages. */
    private static final String MEMORY_LIMIT = "org.bytedeco.javacpp.maxPhysicalBytes";

    /**
     * Keeps JavaCPP from freeing what Java's collector has found unreachable. Tensors have owners here, and one that is
     * unreachable may still be read, by way of a buffer over its memory.
     */
    private static final String NO_COLLECTOR = "org.bytedeco.javacpp.nopointergc";

    private static boolean loaded;
    private static boolean openBlas;

    static {
        // A session of somebody else's, a notebook say, has no options of ours. JavaCPP reads them at its first
        // pointer, and there is none before Libtorch is ready.
        setUnlessSet(MEMORY_LIMIT, "0");
        setUnlessSet(NO_COLLECTOR, "true");
    }

    private Libtorch() {}

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Makes libtorch ready for a rank that computes with {@code threads} threads.
     *
     * <p>The first load on a machine unpacks 445 MB into JavaCPP's cache. Two executors that unpack at once crash each
     * other, so it holds a lock on a file beside the cache, and leaves a mark there. Later loads only read, and need not
     * wait for each other: after an executor was lost its ranks come back together.
     *
     * @throws JoyulException with {@code NATIVE_UNAVAILABLE} when there is no library for this platform or no room for it,
     *     or the one that {@value #PATH} names does not fit
     */
    public static void prepare(int threads) {
        load();
        torch.set_num_threads(threads);
    }

    /** How the libraries were built: version, compiler, CUDA, features of the processor in use. */
    public static String description() {
        load();
        try (BytePointer text = torch.show_config()) {
            return text.getString();
        }
    }

    /** Whether the packed OpenBLAS can be called: an installed PyTorch brings an algebra of its own. */
    static synchronized boolean hasOpenBlas() {
        load();
        return openBlas;
    }

    private static synchronized void load() {
        if (loaded) {
            return;
        }
        String path = System.getProperty(PATH, "");
        if (!path.isEmpty()) {
            prefer(InstalledTorch.in(path));
        }
        try {
            Path mark = Loader.getCacheDir().toPath().resolve(mark(path));
            if (Files.exists(mark)) {
                loadLibraries(path);
            } else {
                alone(() -> {
                    loadLibraries(path);
                    return Files.exists(mark) ? mark : Files.createFile(mark);
                });
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

    private static void loadLibraries(String path) {
        if (path.isEmpty()) {
            Loader.load(openblas.class);
            Loader.load(openblas_nolapack.class);
            openBlas = true;
        } else {
            initialiseWithoutLoading("org.bytedeco.openblas.global.openblas_nolapack");
            initialiseWithoutLoading("org.bytedeco.openblas.global.openblas");
        }
        Loader.load(torch.class);
    }

    /** Says that all of one version is unpacked; beside an installed PyTorch only the bridge to it is. */
    private static String mark(String path) throws IOException {
        String version = Loader.getVersion("org.bytedeco", "pytorch");
        return ".joyul-unpacked-" + version + "-" + Loader.getPlatform() + (path.isEmpty() ? "" : "-bridge");
    }

    /** What unpacks libraries, here or in another process of this machine. */
    @FunctionalInterface
    interface Unpacking<T> {
        T unpack() throws IOException;
    }

    /** Does something while no other process of this machine unpacks libraries. */
    static synchronized <T> T alone(Unpacking<T> unpacking) throws IOException {
        Path cache = Loader.getCacheDir().toPath();
        Files.createDirectories(cache);
        try (FileChannel channel = FileChannel.open(
                        cache.resolve(".joyul.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the lock on " + cache + " was lost");
            }
            return unpacking.unpack();
        }
    }

    /**
     * Readies a class whose libraries come from elsewhere: PyTorch brings its own linear algebra, and the classes of ours
     * are needed, but not their libraries.
     */
    static void initialiseWithoutLoading(String name) {
        System.setProperty(LOADING, "false");
        try {
            Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the jar that has " + name + " is missing", e);
        } finally {
            System.clearProperty(LOADING);
        }
    }

    /** Has the loader look in a folder before it looks into the jars. It reads these properties when it is initialised. */
    private static void prefer(InstalledTorch torch) {
        System.setProperty("org.bytedeco.javacpp.pathsFirst", "true");
        System.setProperty(
                "org.bytedeco.javacpp.platform.preloadpath", torch.libraries().toString());
    }
}
