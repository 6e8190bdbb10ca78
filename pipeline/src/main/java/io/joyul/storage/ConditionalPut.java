package io.joyul.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.AccessDeniedException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FSDataOutputStreamBuilder;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Makes an object of S3 only where there is none: {@code PUT} with {@code If-None-Match: *}, of which the store lets one
 * of several succeed. Hadoop's usual creation asks first and writes later, so that of two writers the last wins. Neither
 * {@code hadoop-aws} nor the SDK is needed to build Joyul, or to run it elsewhere: they are found when a path is theirs.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 */
final class ConditionalPut {
    private static final String SDK1 = "com.amazonaws.services.s3.";
    /** Hadoop's name for it, which 3.3 has no constant for. */
    private static final String CONDITIONAL_OVERWRITE = "fs.option.create.conditional.overwrite";

    private static final int FAILED = 412;
    /** Another conditional put of the same object is under way. */
    private static final int CONFLICT = 409;

    private static final Set<Integer> DENIED = Set.of(401, 403);

    private static final int TRIES = 10;
    private static final long PAUSE_MILLIS = 100;

    private ConditionalPut() {}

    /**
     * Writes the object, unless there is one.
     *
     * @return whether the object is the one that was written here
     */
    static boolean put(FileSystem fileSystem, Path path, byte[] content) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int status = request(fileSystem, path, content);
            if (status == FAILED) {
                // The answer to a put that succeeded may be lost, and the client's next try then fails.
                return holds(fileSystem, path, content);
            }
            if (status != CONFLICT) {
                return true;
            }
            if (attempt == TRIES) {
                throw new IOException("others write it again and again");
            }
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static boolean holds(FileSystem fileSystem, Path path, byte[] content) throws IOException {
        try (InputStream in = fileSystem.open(path)) {
            return Arrays.equals(in.readAllBytes(), content);
        }
    }

    /** The status of the store's answer; 200 when the object is written. */
    private static int request(FileSystem fileSystem, Path path, byte[] content) throws IOException {
        try {
            if (fileSystem.hasPathCapability(path, CONDITIONAL_OVERWRITE)) {
                create(fileSystem, path, content);
            } else {
                requestOfSdk1(fileSystem, path, content);
            }
            return 200;
        } catch (InvocationTargetException e) {
            return refusal(e.getTargetException());
        } catch (IOException e) {
            return refusal(e);
        } catch (ReflectiveOperationException e) {
            throw new IOException(
                    "this version of hadoop-aws (" + fileSystem.getClass().getName()
                            + ") is not known: a commit needs that of the Spark that Joyul is built for, 3.3.4 or 3.5.0",
                    e);
        }
    }

    /** As Hadoop does it since 3.4.2: the object comes into being when its stream is closed, if there is none. */
    private static void create(FileSystem fileSystem, Path path, byte[] content) throws IOException {
        FSDataOutputStreamBuilder<?, ?> builder = fileSystem.createFile(path);
        builder.overwrite(true);
        builder.must(CONDITIONAL_OVERWRITE, "true");
        try (OutputStream out = builder.build()) {
            out.write(content);
        }
    }

    /** Hadoop 3.3 knows no such thing, but its client, of the SDK's first version, takes any header. */
    private static void requestOfSdk1(FileSystem fileSystem, Path path, byte[] content)
            throws ReflectiveOperationException {
        ClassLoader loader = fileSystem.getClass().getClassLoader();
        Object client = fileSystem
                .getClass()
                .getMethod("getAmazonS3ClientForTesting", String.class)
                .invoke(fileSystem, "a conditional put");
        String key = (String)
                fileSystem.getClass().getMethod("pathToKey", Path.class).invoke(fileSystem, path);
        // The file system's own requests carry what it is set to, such as encryption and access.
        Object requests = fileSystem.getClass().getMethod("getRequestFactory").invoke(fileSystem);
        Class<?> factory = Class.forName("org.apache.hadoop.fs.s3a.api.RequestFactory", true, loader);
        Object metadata = factory.getMethod("newObjectMetadata", long.class).invoke(requests, (long) content.length);
        Object request = newRequest(factory, requests, key, metadata, content);
        Class<?> requestType = Class.forName(SDK1 + "model.PutObjectRequest", true, loader);
        requestType
                .getMethod("putCustomRequestHeader", String.class, String.class)
                .invoke(request, "If-None-Match", "*");
        Class.forName(SDK1 + "AmazonS3", true, loader)
                .getMethod("putObject", requestType)
                .invoke(client, request);
    }

    /** Since 3.3.5 Hadoop takes options, too, which may be null. */
    private static Object newRequest(Class<?> factory, Object requests, String key, Object metadata, byte[] content)
            throws ReflectiveOperationException {
        InputStream in = new ByteArrayInputStream(content);
        for (Method method : factory.getMethods()) {
            Class<?>[] types = method.getParameterTypes();
            if (method.getName().equals("newPutObjectRequest") && types[types.length - 1] == InputStream.class) {
                return types.length == 3
                        ? method.invoke(requests, key, metadata, in)
                        : method.invoke(requests, key, metadata, null, in);
            }
        }
        throw new NoSuchMethodException("newPutObjectRequest of a stream");
    }

    private static int refusal(Throwable failure) throws IOException {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            int status = status(cause);
            if (status == FAILED || status == CONFLICT) {
                return status;
            }
            if (DENIED.contains(status)) {
                // Hadoop's own calls tell it so, and this one has gone past them.
                throw (IOException) new AccessDeniedException(failure.getMessage()).initCause(failure);
            }
        }
        throw failure instanceof IOException known ? known : new IOException(failure.getMessage(), failure);
    }

    /** What the store answered, of an exception of either version of the SDK; 0 of any other. */
    private static int status(Throwable failure) {
        for (String method : List.of("getStatusCode", "statusCode")) {
            try {
                return (int) failure.getClass().getMethod(method).invoke(failure);
            } catch (ReflectiveOperationException notThatVersion) {
                // The next may be.
            }
        }
        return 0;
    }
}
