package io.joyul.storage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Makes an object of S3 only where there is none: {@code PUT} with {@code If-None-Match: *}, of which the store lets one
 * of several succeed. Hadoop's own creation asks first and writes later, so that of two writers the last wins. Neither
 * {@code hadoop-aws} nor the SDK is needed to build Joyul, or to run it elsewhere: they are found when a path is theirs.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html">Conditional writes</a>
 */
final class ConditionalPut {
    private static final String REQUEST = "com.amazonaws.services.s3.model.PutObjectRequest";
    private static final String METADATA = "com.amazonaws.services.s3.model.ObjectMetadata";
    private static final int FAILED = 412;
    /** Another conditional put of the same object is under way. */
    private static final int CONFLICT = 409;

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
            ClassLoader loader = fileSystem.getClass().getClassLoader();
            Object client = fileSystem
                    .getClass()
                    .getMethod("getAmazonS3ClientForTesting", String.class)
                    .invoke(fileSystem, "a conditional put");
            String bucket =
                    (String) fileSystem.getClass().getMethod("getBucket").invoke(fileSystem);
            String key = (String)
                    fileSystem.getClass().getMethod("pathToKey", Path.class).invoke(fileSystem, path);
            Class<?> metadataType = Class.forName(METADATA, true, loader);
            Object metadata = metadataType.getConstructor().newInstance();
            metadataType.getMethod("setContentLength", long.class).invoke(metadata, (long) content.length);
            Class<?> requestType = Class.forName(REQUEST, true, loader);
            Object request = requestType
                    .getConstructor(String.class, String.class, InputStream.class, metadataType)
                    .newInstance(bucket, key, new ByteArrayInputStream(content), metadata);
            requestType
                    .getMethod("putCustomRequestHeader", String.class, String.class)
                    .invoke(request, "If-None-Match", "*");
            Class.forName("com.amazonaws.services.s3.AmazonS3", true, loader)
                    .getMethod("putObject", requestType)
                    .invoke(client, request);
            return 200;
        } catch (InvocationTargetException e) {
            return refusal(e.getTargetException());
        } catch (ReflectiveOperationException e) {
            throw new IOException(
                    "this version of hadoop-aws (" + fileSystem.getClass().getName()
                            + ") is not known: a commit needs that of Spark 3.5, hadoop-aws 3.3.4",
                    e);
        }
    }

    private static int refusal(Throwable failure) throws IOException {
        try {
            int status = (int) failure.getClass().getMethod("getStatusCode").invoke(failure);
            if (status == FAILED || status == CONFLICT) {
                return status;
            }
        } catch (ReflectiveOperationException noAnswerOfTheStore) {
            // Told below as what it is.
        }
        throw failure instanceof IOException known ? known : new IOException(failure.getMessage(), failure);
    }
}
