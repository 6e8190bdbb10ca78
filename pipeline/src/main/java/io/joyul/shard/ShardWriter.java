package io.joyul.shard;

import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.storage.Sha256;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.Map;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Writes one data file of a shard folder. The file counts only once a manifest names what {@link #finish()} returned;
 * closed without that, the writer removes what it has written.
 *
 * <p>It holds one block of rows and a few native buffers in memory. One thread at a time may use it.
 */
public final class ShardWriter implements AutoCloseable {
    private final Storage storage;
    private final String path;
    private final String fileName;
    private final String split;
    private final Kind kind;

    private final Sha256.Output out;
    private final BufferAllocator allocator = new RootAllocator();
    private final ShardBlock block;
    private final ArrowFileWriter arrow;

    private long rows;
    private long tokens;
    private State state = State.WRITING;

    private enum State {
        WRITING,
        FINISHED,
        CLOSED
    }

    private ShardWriter(Storage storage, String folder, String fileName, String split, Kind kind) {
        this.storage = storage;
        this.path = Storage.child(folder, fileName);
        this.fileName = fileName;
        this.split = split;
        this.kind = kind;
        this.out = new Sha256.Output(storage.create(path));
        Schema schema = ShardFormat.schema(kind, split);
        this.block = new ShardBlock(schema, allocator);
        this.arrow = new ArrowFileWriter(
                block.root(),
                new DictionaryProvider.MapDictionaryProvider(),
                Channels.newChannel(out),
                Map.of(),
                IpcOption.DEFAULT,
                CommonsCompressionFactory.INSTANCE,
                CodecType.ZSTD);
    }

    /**
     * Starts a file.
     *
     * @param fileName free in this folder, so made of the task's attempt as well as its number
     * @throws JoyulException {@code STORAGE_FAILED} when the name is taken
     */
    public static ShardWriter open(Storage storage, String folder, String fileName, String split, Kind kind) {
        return new ShardWriter(storage, folder, fileName, split, kind);
    }

    /**
     * Appends a row.
     *
     * @throws IllegalArgumentException for an example that is of the other kind, has no tokens, or has not one label
     *     for each token
     * @throws JoyulException {@code STORAGE_FULL} or {@code STORAGE_FAILED}
     */
    public void add(Example example) {
        requireWriting();
        if (example.inputIds().length == 0) {
            throw new IllegalArgumentException("example " + example.id() + " has no tokens; nothing can learn from it");
        }
        switch (kind) {
            case MASKED -> block.add(masked(example));
            case LABELLED -> block.add(labelled(example));
        }
        rows++;
        tokens += example.inputIds().length;
        if (block.rows() == ShardFormat.BLOCK_ROWS) {
            writeBlock();
        }
    }

    private static Example.Masked masked(Example example) {
        if (!(example instanceof Example.Masked masked)) {
            throw new IllegalArgumentException("example " + example.id() + " is not a masked one, as this file's are");
        }
        if (masked.labels().length != masked.inputIds().length) {
            throw new IllegalArgumentException("example " + example.id() + " has " + masked.labels().length
                    + " labels for " + masked.inputIds().length + " tokens");
        }
        return masked;
    }

    private static Example.Labelled labelled(Example example) {
        if (!(example instanceof Example.Labelled labelled)) {
            throw new IllegalArgumentException(
                    "example " + example.id() + " is not a labelled one, as this file's are");
        }
        return labelled;
    }

    /** Rows added so far. */
    public long rows() {
        return rows;
    }

    /** Token ids added so far; four bytes each before compression. */
    public long tokens() {
        return tokens;
    }

    /**
     * Completes the file.
     *
     * @return what a manifest says of it
     * @throws JoyulException {@code STORAGE_FULL} or {@code STORAGE_FAILED}
     */
    public ShardFile finish() {
        requireWriting();
        if (block.rows() > 0) {
            writeBlock();
        }
        try {
            arrow.start();
            arrow.end();
            out.close();
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
        state = State.FINISHED;
        return new ShardFile(fileName, split, rows, tokens, out.bytes(), out.hex());
    }

    private void writeBlock() {
        block.seal();
        try {
            arrow.writeBatch();
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
        block.clear();
    }

    private void requireWriting() {
        if (state != State.WRITING) {
            throw new IllegalStateException(path + " is " + state + "; nothing can be added to it");
        }
    }

    /** Frees the native buffers, and removes the file unless it is finished. */
    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        boolean whole = state == State.FINISHED;
        state = State.CLOSED;
        // ArrowFileWriter.close would write a footer, which makes a broken file look whole; it holds nothing itself.
        block.close();
        allocator.close();
        if (!whole) {
            abandon();
        }
    }

    private void abandon() {
        try {
            out.close();
        } catch (IOException | JoyulException e) {
            // What could not be flushed is removed in any case.
        }
        storage.delete(path);
    }
}
