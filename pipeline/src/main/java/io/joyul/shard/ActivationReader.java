package io.joyul.shard;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;

/**
 * Finds single texts in files of activations, which lie open on the local disk; those of another storage are copied
 * there first, and go when the reader is closed. In memory it holds a key and a place for each text. Several threads may
 * read.
 */
public final class ActivationReader implements AutoCloseable {
    // Arrow's order: validity and values of the keys, validity and offsets of the lists, validity and values in them.
    private static final int KEYS = 1;
    private static final int OFFSETS = 3;
    private static final int VALUES = 5;

    private static final int MAGIC_BYTES = 6;
    private static final int FILE_SHIFT = 44;
    private static final long NONE = -1;

    private final List<FileChannel> files = new ArrayList<>();
    private final List<Path> copies = new ArrayList<>();
    private final long[] keys;
    private final long[] places;

    private ActivationReader(long rows) {
        int capacity = Integer.highestOneBit(Math.toIntExact(Math.max(8, Math.min(rows, 1 << 28)))) * 4;
        this.keys = new long[capacity];
        this.places = new long[capacity];
        Arrays.fill(places, NONE);
    }

    /**
     * Opens files, of which a text is taken from the first that has it.
     *
     * @param names that were written with {@link ActivationWriter}
     * @throws JoyulException {@code FILE_CORRUPT}, {@code STORAGE_FAILED} or {@code STORAGE_FULL}
     */
    public static ActivationReader open(Storage storage, String folder, List<String> names) {
        long rows = names.stream()
                .mapToLong(name -> ActivationFile.read(storage, folder, name).rows())
                .sum();
        ActivationReader reader = new ActivationReader(rows);
        try {
            for (String name : names) {
                reader.add(storage, ActivationFile.data(folder, name));
            }
            return reader;
        } catch (IOException e) {
            reader.close();
            throw Storage.failure(folder, e);
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    private void add(Storage storage, String file) throws IOException {
        String absolute = storage.absolute(file);
        Path path;
        if (absolute.startsWith("file:")) {
            path = Path.of(URI.create(absolute.replace(" ", "%20")).getPath());
        } else {
            path = Files.createTempFile("joyul-activations", ShardWriter.EXTENSION);
            copies.add(path);
            storage.copy(file, path.toUri().toString());
        }
        FileChannel channel = FileChannel.open(path);
        files.add(channel);
        try {
            for (ArrowBlock block : footer(channel).getRecordBatches()) {
                index(channel, block);
            }
        } catch (EOFException | RuntimeException e) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT, file + ": its index cannot be read; delete it, it is made anew", e);
        }
    }

    private static ArrowFooter footer(FileChannel channel) throws IOException {
        long size = channel.size();
        long lengthAt = size - MAGIC_BYTES - Integer.BYTES;
        int length = read(channel, lengthAt, Integer.BYTES).getInt();
        return new ArrowFooter(Footer.getRootAsFooter(read(channel, lengthAt - length, length)));
    }

    private void index(FileChannel channel, ArrowBlock block) throws IOException {
        ByteBuffer metadata = read(channel, block.getOffset(), block.getMetadataLength());
        // A continuation marker and a length stand before the message.
        metadata.position(2 * Integer.BYTES);
        Message message = Message.getRootAsMessage(metadata.slice().order(ByteOrder.LITTLE_ENDIAN));
        RecordBatch batch = (RecordBatch) message.header(new RecordBatch());
        int rows = Math.toIntExact(batch.length());
        long body = block.getOffset() + block.getMetadataLength();
        ByteBuffer rowKeys = read(channel, body + batch.buffers(KEYS).offset(), rows * Long.BYTES);
        ByteBuffer offsets = read(channel, body + batch.buffers(OFFSETS).offset(), rows * Integer.BYTES);
        long values = body + batch.buffers(VALUES).offset();
        long file = (long) (files.size() - 1) << FILE_SHIFT;
        for (int row = 0; row < rows; row++) {
            long place = values + (long) offsets.getInt(row * Integer.BYTES) * Float.BYTES;
            put(rowKeys.getLong(row * Long.BYTES), file | place);
        }
    }

    private void put(long key, long place) {
        int at = slot(key);
        if (places[at] == NONE) {
            keys[at] = key;
            places[at] = place;
        }
    }

    /** Where a key stands in the table, or the free place where it belongs. */
    private int slot(long key) {
        int mask = keys.length - 1;
        int at = (int) (key ^ (key >>> 32)) & mask;
        while (places[at] != NONE && keys[at] != key) {
            at = (at + 1) & mask;
        }
        return at;
    }

    /**
     * The values of texts, one after the other.
     *
     * @param wanted keys of the texts
     * @param counts of each one's values
     * @throws IllegalArgumentException for a text that is in no file
     */
    public float[] read(long[] wanted, int[] counts) {
        int total = Arrays.stream(counts).reduce(0, Math::addExact);
        ByteBuffer bytes =
                ByteBuffer.allocate(Math.multiplyExact(total, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        for (int text = 0; text < wanted.length; text++) {
            long place = places[slot(wanted[text])];
            if (place == NONE) {
                throw new IllegalArgumentException("text " + text + " of a batch has no activations");
            }
            bytes.limit(bytes.position() + counts[text] * Float.BYTES);
            try {
                fill(files.get((int) (place >>> FILE_SHIFT)), place & ((1L << FILE_SHIFT) - 1), bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("activations could not be read", e);
            }
        }
        float[] values = new float[total];
        bytes.flip().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
        return values;
    }

    private static ByteBuffer read(FileChannel channel, long position, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        fill(channel, position, buffer);
        return buffer.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void fill(FileChannel channel, long position, ByteBuffer target) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int read = channel.read(target, at);
            if (read < 0) {
                throw new EOFException("the file ends at " + at);
            }
            at += read;
        }
    }

    @Override
    public void close() {
        try {
            for (FileChannel file : files) {
                file.close();
            }
            for (Path copy : copies) {
                Files.deleteIfExists(copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
