package io.joyul.shard;

import io.joyul.digest.Sha256;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;

/**
 * Writes one file of activations, in the format that the package's page specifies. It takes its name only when it is
 * whole; closed before {@link #finish}, nothing is left of it.
 */
public final class ActivationWriter implements AutoCloseable {
    private final Storage storage;
    private final String folder;
    private final String name;
    private final String fingerprint;
    private final String unfinished;
    private final Sha256.Output out;
    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot root;
    private final ArrowFileWriter arrow;
    private long rows;
    private boolean finished;

    private ActivationWriter(Storage storage, String folder, String name, String fingerprint) {
        this.storage = storage;
        this.folder = folder;
        this.name = name;
        this.fingerprint = fingerprint;
        this.unfinished = Storage.child(folder, ".unfinished-" + name + "-" + UUID.randomUUID());
        this.out = new Sha256.Output(storage.create(unfinished));
        this.root = VectorSchemaRoot.create(ActivationFile.schema(fingerprint), allocator);
        this.arrow =
                new ArrowFileWriter(root, new DictionaryProvider.MapDictionaryProvider(), Channels.newChannel(out));
    }

    /**
     * Starts a file.
     *
     * @param fingerprint of all that decides the values
     */
    public static ActivationWriter open(Storage storage, String folder, String name, String fingerprint) {
        return new ActivationWriter(storage, folder, name, fingerprint);
    }

    /**
     * Whether there is a whole file of this name and fingerprint.
     *
     * @return absent when there is none, else why it cannot be used; an empty text for a file that is sound
     */
    public static Optional<String> damage(Storage storage, String folder, String name, String fingerprint) {
        return ActivationFile.exists(storage, folder, name)
                ? Optional.of(ActivationFile.damage(storage, folder, name, fingerprint)
                        .orElse(""))
                : Optional.empty();
    }

    /**
     * Appends texts, as one record batch.
     *
     * @param keys by which each is found
     * @param counts of each one's values
     * @param values of all, one after the other
     * @throws JoyulException {@code STORAGE_FULL} or {@code STORAGE_FAILED}
     */
    public void add(long[] keys, int[] counts, float[] values) {
        if (Arrays.stream(counts).sum() != values.length) {
            throw new IllegalArgumentException(values.length + " values are not as many as the texts have");
        }
        root.clear();
        BigIntVector keyColumn = (BigIntVector) root.getVector(0);
        ListVector lists = (ListVector) root.getVector(1);
        for (int row = 0; row < keys.length; row++) {
            keyColumn.setSafe(row, keys[row]);
            lists.startNewValue(row);
            lists.endValue(row, counts[row]);
        }
        Float4Vector items = (Float4Vector) lists.getDataVector();
        items.allocateNew(values.length);
        items.getValidityBuffer().setOne(0, (values.length + 7) / 8);
        items.getDataBuffer()
                .nioBuffer(0, values.length * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .put(values);
        root.setRowCount(keys.length);
        try {
            arrow.writeBatch();
        } catch (IOException e) {
            throw Storage.failure(unfinished, e);
        }
        rows += keys.length;
    }

    /** Completes the file. */
    public void finish() {
        try {
            arrow.end();
            out.close();
        } catch (IOException e) {
            throw Storage.failure(unfinished, e);
        }
        // A damaged file of this name may lie there, or the same one from an attempt that overtook this one.
        storage.replace(unfinished, ActivationFile.data(folder, name));
        new ActivationFile(fingerprint, rows, out.bytes(), out.hex()).write(storage, folder, name);
        finished = true;
    }

    @Override
    public void close() {
        root.close();
        allocator.close();
        if (finished) {
            return;
        }
        try {
            out.close();
        } catch (IOException | JoyulException e) {
            // What could not be flushed is removed in any case.
        }
        storage.delete(unfinished);
    }
}
