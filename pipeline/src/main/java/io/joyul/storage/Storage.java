package io.joyul.storage;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.FileNotFoundException;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.security.auth.login.LoginException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.ParentNotDirectoryException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.ipc.RemoteException;
import org.apache.hadoop.security.AccessControlException;

/**
 * Reads and writes files by path on any Hadoop file system. Made once per process from plain properties, so that a
 * task can carry the driver's settings to its executor as a map.
 *
 * <p>Every failure is a {@link JoyulException} that names the file: {@code INPUT_NOT_FOUND}, {@code STORAGE_DENIED},
 * {@code STORAGE_FULL} or {@code STORAGE_FAILED}. On the local disk the raw file system is used: Joyul keeps checksums of its own, and
 * {@code .crc} files beside a checkpoint would only puzzle those who open it.
 */
public final class Storage {
    private static final long WHOLE_FILE_LIMIT = 1L << 31;
    private static final Set<String> OBJECT_STORES = Set.of("s3a");

    private final Configuration configuration;

    private Storage(Configuration configuration) {
        this.configuration = configuration;
    }

    /** A storage with these Hadoop properties; an empty map gives the defaults of the class path. */
    public static Storage of(Map<String, String> hadoopProperties) {
        Configuration configuration = new Configuration();
        hadoopProperties.forEach(configuration::set);
        return new Storage(configuration);
    }

    /** The properties of a configuration as a plain, serialisable map. */
    public static Map<String, String> properties(Configuration configuration) {
        Map<String, String> properties = new TreeMap<>();
        for (Map.Entry<String, String> entry : configuration) {
            properties.put(entry.getKey(), entry.getValue());
        }
        return properties;
    }

    /** A file or folder. {@code length} is in bytes, {@code modified} in milliseconds since the epoch. */
    public record Entry(String path, String name, long length, long modified, boolean folder) {}

    /** The child of a folder, as a path. */
    public static String child(String folder, String name) {
        return new Path(folder, name).toString();
    }

    /** The path with scheme and authority, whatever the working directory is later. */
    public String absolute(String path) {
        return call(path, fileSystem -> fileSystem.makeQualified(new Path(path)).toString());
    }

    /** What a Hadoop credential provider has under a name; empty where none has it. */
    public Optional<String> secret(String name) {
        try {
            return Optional.ofNullable(configuration.getPassword(name)).map(String::new);
        } catch (IOException e) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "hadoop.security.credential.provider.path: " + name + " cannot be read there: " + e.getMessage(),
                    e);
        }
    }

    public boolean exists(String path) {
        return call(path, fileSystem -> fileSystem.exists(new Path(path)));
    }

    /** The children of a folder by name; empty when there is no such folder. */
    public List<Entry> list(String folder) {
        return call(folder, fileSystem -> {
            List<Entry> entries = new ArrayList<>();
            try {
                for (FileStatus status : fileSystem.listStatus(new Path(folder))) {
                    entries.add(entry(status));
                }
            } catch (FileNotFoundException absent) {
                return entries;
            }
            entries.sort(Comparator.comparing(Entry::name));
            return entries;
        });
    }

    /**
     * The files that a path or glob names, by path. What exists under the very name is taken for that, even if the name
     * holds characters of a glob; in folders and globs hidden files (leading dot or underscore) are left out.
     */
    public List<Entry> glob(String pattern) {
        return call(pattern, fileSystem -> {
            List<Entry> entries = new ArrayList<>();
            Path literal = new Path(pattern);
            if (fileSystem.exists(literal)) {
                FileStatus status = fileSystem.getFileStatus(literal);
                if (!status.isDirectory()) {
                    return List.of(entry(status));
                }
                for (FileStatus child : fileSystem.listStatus(literal)) {
                    collectFiles(fileSystem, child, entries);
                }
                entries.sort(Comparator.comparing(Entry::path));
                return entries;
            }
            FileStatus[] matches = fileSystem.globStatus(new Path(pattern));
            for (FileStatus match : matches == null ? new FileStatus[0] : matches) {
                collectFiles(fileSystem, match, entries);
            }
            entries.sort(Comparator.comparing(Entry::path));
            return entries;
        });
    }

    private static void collectFiles(FileSystem fileSystem, FileStatus status, List<Entry> entries) throws IOException {
        String name = status.getPath().getName();
        if (name.startsWith("_") || name.startsWith(".")) {
            return;
        }
        if (!status.isDirectory()) {
            entries.add(entry(status));
            return;
        }
        for (FileStatus child : fileSystem.listStatus(status.getPath())) {
            collectFiles(fileSystem, child, entries);
        }
    }

    private static Entry entry(FileStatus status) {
        return new Entry(
                status.getPath().toString(),
                status.getPath().getName(),
                status.getLen(),
                status.getModificationTime(),
                status.isDirectory());
    }

    /** Bytes in a file. */
    public long length(String path) {
        return call(path, fileSystem -> fileSystem.getFileStatus(new Path(path)).getLen());
    }

    public FSDataInputStream open(String path) {
        return call(path, fileSystem -> fileSystem.open(new Path(path)));
    }

    /** The whole file, which must be under 2 GiB. */
    public byte[] read(String path) {
        return call(path, fileSystem -> {
            long length = fileSystem.getFileStatus(new Path(path)).getLen();
            if (length >= WHOLE_FILE_LIMIT) {
                throw new JoyulException(
                        ErrorCode.FILE_CORRUPT,
                        path + ": " + length + " bytes is over the limit of 2 GiB for a file that is read whole");
            }
            try (InputStream in = fileSystem.open(new Path(path))) {
                return in.readAllBytes();
            }
        });
    }

    /**
     * A new file, whose folders are made as needed. Give it a name of its own and {@link #rename} it when it is whole:
     * what is half written must never carry the name that a reader looks for.
     */
    public OutputStream create(String path) {
        return call(path, fileSystem -> new NamedOutputStream(path, fileSystem.create(new Path(path), false)));
    }

    /**
     * As {@link #create}; when the stream is closed, what was written has left every buffer of this machine, where the
     * file system can promise that.
     */
    public OutputStream createDurable(String path) {
        return call(path, fileSystem -> {
            FSDataOutputStream out = fileSystem.create(new Path(path), false);
            boolean promises = out.hasCapability(StreamCapabilities.HSYNC);
            return new NamedOutputStream(path, promises ? new SyncedOutputStream(out) : out);
        });
    }

    /**
     * A new file to add to: whatever was written before a {@code flush} is seen by readers from then on, and outlives the
     * process. Empty where the file system shows a file only when it is closed, as object stores do; there is none then.
     */
    public Optional<OutputStream> createVisible(String path) {
        return call(path, fileSystem -> {
            if (isObjectStore(fileSystem)) {
                return Optional.empty();
            }
            FSDataOutputStream out = fileSystem.create(new Path(path), false);
            if (out.hasCapability(StreamCapabilities.HFLUSH)) {
                return Optional.of(new NamedOutputStream(path, new VisibleOutputStream(out)));
            }
            out.close();
            fileSystem.delete(new Path(path), false);
            return Optional.empty();
        });
    }

    /**
     * Adds to the end of a file, where it has so many bytes and the file system adds to files.
     *
     * @return whether it did; else the file is as it was, or has a part of it more
     */
    public boolean append(String path, long length, byte[] more) {
        return call(path, fileSystem -> {
            Path file = new Path(path);
            if (isObjectStore(fileSystem)
                    || !fileSystem.exists(file)
                    || fileSystem.getFileStatus(file).getLen() != length) {
                return false;
            }
            try (OutputStream out = fileSystem.append(file)) {
                out.write(more);
                return true;
            } catch (UnsupportedOperationException | IOException notAdded) {
                // An HDFS of few nodes, or one that has lost some, adds to no file that wants more copies than that.
                return false;
            }
        });
    }

    /** Writes a small file so that a reader sees the old content, or none, or all of the new; never a part. */
    public void writeAtomically(String path, byte[] content) {
        if (copiesToRename(path)) {
            put(path, content);
        } else {
            replace(temporary(path, content), path);
        }
    }

    /**
     * Writes a small file, whole or not at all, where there is none: of several that do so at once one wins.
     *
     * @return whether this one did; else what another has written stands
     */
    public boolean commit(String path, byte[] content) {
        if (copiesToRename(path)) {
            return call(path, fileSystem -> ConditionalPut.put(fileSystem, new Path(path), content));
        }
        String temporary = temporary(path, content);
        try {
            return call(path, fileSystem -> {
                try {
                    if (fileSystem instanceof RawLocalFileSystem raw) {
                        // A rename asks first whether the name is taken; a link takes it in one step.
                        Files.createLink(
                                raw.pathToFile(new Path(path)).toPath(),
                                raw.pathToFile(new Path(temporary)).toPath());
                    } else {
                        move(fileSystem, temporary, path);
                    }
                    return true;
                } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException taken) {
                    return false;
                }
            });
        } finally {
            deleteQuietly(temporary);
        }
    }

    /**
     * Whether a rename copies, as on an object store: then it takes long, and others can see it half done. An object
     * itself appears whole or not at all.
     */
    public boolean copiesToRename(String path) {
        return call(path, fileSystem -> isObjectStore(fileSystem));
    }

    private static boolean isObjectStore(FileSystem fileSystem) {
        return OBJECT_STORES.contains(String.valueOf(fileSystem.getUri().getScheme()));
    }

    private void put(String path, byte[] content) {
        try (OutputStream out =
                call(path, fileSystem -> new NamedOutputStream(path, fileSystem.create(new Path(path), true)))) {
            out.write(content);
        } catch (IOException e) {
            throw failure(path, e);
        }
    }

    /** A finished file under a name of its own, beside the one that it is to get. */
    private String temporary(String path, byte[] content) {
        String temporary = child(parent(path), "." + new Path(path).getName() + "." + UUID.randomUUID());
        try (OutputStream out = create(temporary)) {
            out.write(content);
        } catch (IOException e) {
            deleteQuietly(temporary);
            throw failure(path, e);
        } catch (JoyulException e) {
            deleteQuietly(temporary);
            // Told of the file that was asked for, not of the temporary one.
            throw e.getCause() instanceof IOException cause ? failure(path, cause) : e;
        }
        return temporary;
    }

    /**
     * Moves a file or folder to a name that is not taken.
     *
     * @throws JoyulException {@code STORAGE_FAILED} when it is taken; both stay as they were
     */
    public void rename(String from, String to) {
        call(to, fileSystem -> {
            fileSystem.mkdirs(new Path(parent(to)));
            try {
                move(fileSystem, from, to);
            } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
                throw new JoyulException(
                        ErrorCode.STORAGE_FAILED, to + ": " + from + " cannot take this name, it is taken", e);
            } catch (FileNotFoundException | NoSuchFileException e) {
                throw failure(from, e);
            }
            return to;
        });
    }

    /**
     * Moves a file or folder to a name in a folder that is there already.
     *
     * @throws JoyulException {@code INPUT_NOT_FOUND} when it, or the folder, is gone
     */
    public void moveWithin(String from, String to) {
        call(to, fileSystem -> {
            move(fileSystem, from, to);
            return to;
        });
    }

    /**
     * Gives a finished folder its name. Where a rename copies, one file comes last, and is committed: until then a reader
     * that looks for it finds nothing.
     *
     * @param last the name of that file
     * @throws JoyulException {@code STORAGE_FAILED} when the name is taken
     */
    public void publish(String from, String to, String last) {
        if (!copiesToRename(from)) {
            rename(from, to);
            return;
        }
        for (Entry entry : list(from)) {
            if (!entry.name().equals(last)) {
                replace(entry.path(), child(to, entry.name()));
            }
        }
        if (!commit(child(to, last), read(child(from, last)))) {
            throw new JoyulException(
                    ErrorCode.STORAGE_FAILED, to + ": " + from + " cannot take this name, it is taken");
        }
        delete(from);
    }

    /** Makes a folder, and those above it; nothing happens when it is there. */
    public void createFolder(String path) {
        call(path, fileSystem -> fileSystem.mkdirs(new Path(path)));
    }

    /** Moves a file to a name that may be taken; what lay there is replaced. */
    public void replace(String from, String to) {
        call(to, fileSystem -> {
            move(fileSystem, from, to, Options.Rename.OVERWRITE);
            return to;
        });
    }

    /**
     * {@code FileSystem.rename} has rules of its own for a target that exists: it replaces a local file, refuses one on
     * HDFS, and moves into a folder. What is used here does as it is told, in one step on HDFS and on a local disk.
     */
    private void move(FileSystem fileSystem, String from, String to, Options.Rename... options) throws IOException {
        if (fileSystem instanceof RawLocalFileSystem raw) {
            CopyOption[] local = options.length == 0
                    ? new CopyOption[0]
                    : new CopyOption[] {StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING};
            Files.move(
                    raw.pathToFile(new Path(from)).toPath(),
                    raw.pathToFile(new Path(to)).toPath(),
                    local);
        } else if (isObjectStore(fileSystem)) {
            // A file context would bring a file system of its own, with threads that nobody ends.
            if (options.length > 0) {
                fileSystem.delete(new Path(to), true);
            } else if (fileSystem.exists(new Path(to))) {
                throw new FileAlreadyExistsException(to);
            }
            if (!fileSystem.rename(new Path(from), new Path(to))) {
                throw new IOException(from + " cannot be renamed");
            }
        } else {
            FileContext.getFileContext(fileSystem.getUri(), configuration)
                    .rename(new Path(from), new Path(to), options);
        }
    }

    /** Removes a file or a whole folder; nothing happens when it is not there. */
    public void delete(String path) {
        call(path, fileSystem -> fileSystem.delete(new Path(path), true));
    }

    private void deleteQuietly(String path) {
        try {
            delete(path);
        } catch (JoyulException ignored) {
            // The failure that led here is the one to report; a hidden leftover harms nobody.
        }
    }

    /** Copies a file within or between file systems. */
    public void copy(String from, String to) {
        call(to, fileSystem -> {
            FileSystem source = fileSystemOf(from);
            return FileUtil.copy(source, new Path(from), fileSystem, new Path(to), false, true, configuration);
        });
    }

    /** The folder that a path lies in; of a name alone, the one that names are taken to be in. */
    public static String parent(String path) {
        Path parent = new Path(path).getParent();
        return parent == null || parent.toString().isEmpty() ? "." : parent.toString();
    }

    private FileSystem fileSystemOf(String path) throws IOException {
        try {
            FileSystem fileSystem = new Path(path).getFileSystem(configuration);
            return fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
        } catch (UnsupportedFileSystemException e) {
            throw unknown(path, e);
        } catch (RuntimeException e) {
            // Hadoop names the class that it would need, and wraps that its jar is not there.
            throw e.getCause() instanceof ClassNotFoundException ? unknown(path, e) : e;
        }
    }

    private static JoyulException unknown(String path, Exception e) {
        String scheme = String.valueOf(new Path(path).toUri().getScheme());
        String where = scheme.startsWith("s3")
                ? (scheme.equals("s3a") ? "" : "write it s3a://, and ")
                        + "run with JOYUL_PROFILE=s3, or give spark-submit --packages with hadoop-aws"
                        + " (docs/stores.md)"
                : "check its spelling, or give spark-submit --packages with the file system's jar";
        return new JoyulException(
                ErrorCode.CONFIG_INVALID,
                "%s: no jar here knows the file system of %s:// (%s); %s"
                        .formatted(path, scheme, firstLine(String.valueOf(e.getMessage())), where),
                e);
    }

    private interface Call<T> {
        T run(FileSystem fileSystem) throws IOException;
    }

    private <T> T call(String path, Call<T> call) {
        try {
            return call.run(fileSystemOf(path));
        } catch (IOException e) {
            throw failure(path, e);
        } catch (FSError e) {
            throw failure(path, cause(e));
        }
    }

    /** Hadoop's local file system wraps every failure of the disk in an {@code Error}. */
    private static IOException cause(FSError e) {
        return e.getCause() instanceof IOException cause ? cause : new IOException(e);
    }

    /** The failure of one file operation, told by kind. */
    public static JoyulException failure(String path, IOException e) {
        String message = String.valueOf(e.getMessage());
        // Java tells only by the message why a file could not be opened, and calls every reason "not found".
        if (isFull(e, message)) {
            return new JoyulException(
                    ErrorCode.STORAGE_FULL,
                    path + ": no room is left to write it (" + firstLine(message)
                            + "); free some or choose another output, then" + " run the same command again",
                    e);
        }
        Optional<String> stranger = stranger(e);
        if (stranger.isPresent()) {
            return new JoyulException(ErrorCode.STORAGE_DENIED, path + ": " + stranger.get(), e);
        }
        if (message.contains("URI, no host")) {
            return new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    path
                            + ": names no host, and paths without one are on no such file system here; write it out, such as"
                            + " hdfs://name-node" + new Path(path).toUri().getPath(),
                    e);
        }
        if (e instanceof AccessControlException
                || e instanceof AccessDeniedException
                || message.contains("Permission denied")) {
            return new JoyulException(
                    ErrorCode.STORAGE_DENIED,
                    path + ": access is denied (" + firstLine(message)
                            + "); run as a user who may, or have its owner change the permissions",
                    e);
        }
        if (message.contains("Is a directory") || message.contains("Path is not a file")) {
            return new JoyulException(ErrorCode.CONFIG_INVALID, path + ": is a folder; name a file in its place", e);
        }
        // The second is Java's, of a folder that was to be made where a file is.
        if (e instanceof ParentNotDirectoryException
                || e instanceof java.nio.file.FileAlreadyExistsException
                || message.contains("is not a directory")
                || message.contains("Not a directory")) {
            return new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    path + ": a part of this path is a file (" + firstLine(message)
                            + "); name a folder in its place, or move the file away",
                    e);
        }
        boolean absent = e instanceof FileNotFoundException || e instanceof NoSuchFileException;
        if (absent) {
            return new JoyulException(ErrorCode.INPUT_NOT_FOUND, path + ": there is no such file; check the path", e);
        }
        return new JoyulException(ErrorCode.STORAGE_FAILED, path + ": " + message, e);
    }

    private static boolean isFull(IOException e, String message) {
        String kind = e instanceof RemoteException remote
                ? String.valueOf(remote.getClassName())
                : e.getClass().getName();
        return kind.contains("QuotaExceeded")
                || kind.contains("DiskOutOfSpace")
                || message.contains("No space left on device")
                || message.contains("Disk quota exceeded")
                // No data node of HDFS has room for another block.
                || message.contains("could only be written to 0 of");
    }

    /** Why a cluster with Kerberos does not know who is asking; empty for any other failure. */
    private static Optional<String> stranger(IOException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("SIMPLE authentication is not enabled")) {
                return Optional.of(
                        "the cluster wants Kerberos, of which nothing is said here; set HADOOP_CONF_DIR to the"
                                + " folder with its core-site.xml");
            }
            if (message.contains("cannot authenticate via") || message.contains("GSS initiate failed")) {
                return Optional.of(
                        "the cluster wants a Kerberos ticket, and there is none that holds; run kinit, or give"
                                + " spark-submit --principal and --keytab, then run the same command again");
            }
            if (cause instanceof LoginException) {
                return Optional.of("Kerberos lets nobody in by what is given here (" + firstLine(message)
                        + "); check KRB5PRINCIPAL and KRB5KEYTAB, or leave both out and run kinit");
            }
            if (message.contains("InvalidToken")
                    || cause.getClass().getSimpleName().equals("InvalidToken")) {
                return Optional.of("the token for the cluster holds no more (" + firstLine(message) + "); give"
                        + " spark-submit --principal and --keytab, with which Spark gets new ones, then run the same"
                        + " command again");
            }
        }
        return Optional.empty();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    /** Asks for the disk before it closes. */
    private static final class SyncedOutputStream extends FilterOutputStream {
        private final FSDataOutputStream synced;

        SyncedOutputStream(FSDataOutputStream synced) {
            super(synced);
            this.synced = synced;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            synced.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            try (FSDataOutputStream closing = synced) {
                closing.hsync();
            }
        }
    }

    /** Shows readers what it has when it is flushed. */
    private static final class VisibleOutputStream extends FilterOutputStream {
        private final FSDataOutputStream visible;

        VisibleOutputStream(FSDataOutputStream visible) {
            super(visible);
            this.visible = visible;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            visible.write(bytes, offset, length);
        }

        @Override
        public void flush() throws IOException {
            visible.hflush();
        }
    }

    /** Turns the I/O failures of a stream into ones that name the file. */
    private static final class NamedOutputStream extends OutputStream {
        private final String path;
        private final OutputStream out;

        NamedOutputStream(String path, OutputStream out) {
            this.path = path;
            this.out = out;
        }

        private interface Step {
            void run() throws IOException;
        }

        private void named(Step step) {
            try {
                step.run();
            } catch (IOException e) {
                throw failure(path, e);
            } catch (FSError e) {
                throw failure(path, cause(e));
            }
        }

        @Override
        public void write(int value) {
            named(() -> out.write(value));
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            named(() -> out.write(bytes, offset, length));
        }

        @Override
        public void flush() {
            named(out::flush);
        }

        @Override
        public void close() {
            named(out::close);
        }
    }
}
