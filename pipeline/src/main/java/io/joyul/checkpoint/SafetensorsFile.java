package io.joyul.checkpoint;

import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * A safetensors file (https://github.com/huggingface/safetensors#format): 8 bytes of header length, a JSON header, then
 * the tensors, little-endian and without a hole between them.
 *
 * <p>Such files come from strangers. The header is capped, and a file whose tensors overlap, leave holes, run over the
 * end or do not fit their type and shape is refused as a whole, by name, before anything is read from it.
 *
 * <p>An opened file is read tensor by tensor, so it may be larger than any memory; each tensor must be under 2 GiB.
 */
public final class SafetensorsFile implements AutoCloseable {
    private final String name;
    private final Data data;
    private final Map<String, TensorEntry> entries;

    /** What lies behind the header. */
    private interface Data extends AutoCloseable {
        /** Fills {@code into} from its start with the {@code length} bytes at {@code position}. */
        void read(long position, byte[] into, int length) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Element types, with their size in bytes. */
    public enum DataType {
        BOOL(1),
        U8(1),
        I32(4),
        I64(8),
        F16(2),
        BF16(2),
        F32(4),
        F64(8);

        private final int bytes;

        DataType(int bytes) {
            this.bytes = bytes;
        }

        public int bytes() {
            return bytes;
        }
    }

    /**
     * One tensor's place.
     *
     * @param begin first byte, counted from the end of the header
     * @param end the byte behind the last
     */
    public record TensorEntry(String name, DataType dataType, long[] shape, long begin, long end) {}

    private SafetensorsFile(String name, Data data, Map<String, TensorEntry> entries) {
        this.name = name;
        this.data = data;
        this.entries = entries;
    }

    /**
     * Reads the header and checks the whole layout against it.
     *
     * @param name of the file, for messages
     * @param content the whole file
     * @throws JoyulException {@code FILE_CORRUPT} that says what is wrong with which tensor
     */
    public static SafetensorsFile parse(String name, byte[] content) {
        int header = SafetensorsHeader.length(name, content, content.length);
        int start = SafetensorsHeader.LENGTH_BYTES + header;
        ByteBuffer json = ByteBuffer.wrap(content).slice(SafetensorsHeader.LENGTH_BYTES, header);
        Data memory = new Data() {
            @Override
            public void read(long position, byte[] into, int length) {
                System.arraycopy(content, (int) (start + position), into, 0, length);
            }

            @Override
            public void close() {}
        };
        return new SafetensorsFile(name, memory, SafetensorsHeader.entries(name, json, content.length - start));
    }

    /**
     * Opens a file of any size: reads the header and checks the whole layout against it.
     *
     * @throws JoyulException {@code INPUT_NOT_FOUND}, {@code FILE_CORRUPT} or {@code STORAGE_FAILED}
     */
    public static SafetensorsFile open(Storage storage, String path) {
        long fileLength = storage.length(path);
        FSDataInputStream in = storage.open(path);
        try {
            byte[] front = new byte[(int) Math.min(SafetensorsHeader.LENGTH_BYTES, fileLength)];
            in.readFully(0, front);
            byte[] json = new byte[SafetensorsHeader.length(path, front, fileLength)];
            in.readFully(SafetensorsHeader.LENGTH_BYTES, json);
            long start = (long) SafetensorsHeader.LENGTH_BYTES + json.length;
            return new SafetensorsFile(
                    path,
                    stream(in, start),
                    SafetensorsHeader.entries(path, ByteBuffer.wrap(json), fileLength - start));
        } catch (IOException e) {
            closeAfter(path, in, e);
            throw Storage.failure(path, e);
        } catch (JoyulException e) {
            closeAfter(path, in, e);
            throw e;
        }
    }

    private static Data stream(FSDataInputStream in, long start) {
        return new Data() {
            @Override
            public void read(long position, byte[] into, int length) throws IOException {
                in.readFully(start + position, into, 0, length);
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    private static void closeAfter(String path, FSDataInputStream in, Exception failure) {
        try {
            in.close();
        } catch (IOException e) {
            failure.addSuppressed(Storage.failure(path, e));
        }
    }

    public Set<String> names() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    public boolean contains(String tensor) {
        return entries.containsKey(tensor);
    }

    /**
     * Where a tensor lies.
     *
     * @throws JoyulException {@code FILE_CORRUPT} when there is no such tensor
     */
    public TensorEntry entry(String tensor) {
        TensorEntry entry = entries.get(tensor);
        if (entry == null) {
            throw SafetensorsHeader.corrupt(name, "it has no tensor " + tensor);
        }
        return entry;
    }

    /** A copy of the tensor's bytes, little-endian. */
    public ByteBuffer bytes(String tensor) {
        TensorEntry entry = entry(tensor);
        byte[] bytes = new byte[Math.toIntExact(entry.end() - entry.begin())];
        read(entry.begin(), bytes, bytes.length);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void read(long position, byte[] into, int length) {
        try {
            data.read(position, into, length);
        } catch (IOException e) {
            throw Storage.failure(name, e);
        }
    }

    /** A copy of the values of an F32 tensor, row-major. */
    public FloatBuffer floats(String tensor) {
        require(tensor, DataType.F32);
        return bytes(tensor).asFloatBuffer();
    }

    /** The values of an I64 tensor, row-major. */
    public long[] longs(String tensor) {
        require(tensor, DataType.I64);
        long[] values = new long[bytes(tensor).remaining() / Long.BYTES];
        bytes(tensor).asLongBuffer().get(values);
        return values;
    }

    /** The values of an F64 tensor, row-major. */
    public double[] doubles(String tensor) {
        require(tensor, DataType.F64);
        double[] values = new double[bytes(tensor).remaining() / Double.BYTES];
        bytes(tensor).asDoubleBuffer().get(values);
        return values;
    }

    private void require(String tensor, DataType wanted) {
        if (entry(tensor).dataType() != wanted) {
            throw SafetensorsHeader.corrupt(
                    name, tensor + " is " + entry(tensor).dataType() + ", " + wanted + " is needed");
        }
    }

    @Override
    public void close() {
        try {
            data.close();
        } catch (IOException e) {
            throw Storage.failure(name, e);
        }
    }
}
