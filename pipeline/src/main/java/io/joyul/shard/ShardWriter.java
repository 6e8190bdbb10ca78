package io.joyul.shard;

import io.joyul.digest.Sha256;
import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.compression.CompressionUtil.CodecType;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.message.IpcOption;

/**
 * Writes one data file of a shard folder. The file counts only once a manifest names what {@link #finish()} returned;
 * closed without that, the writer removes what it has written.
 *
 * <p>It holds one block of rows and a few native buffers in memory. One thread at a time may use it.
 */
public final class ShardWriter implements AutoCloseable {
    /** Rows in a block: enough for ZSTD to find what repeats, few enough that a rank reads little that it needs not. */
    public static final int BLOCK_ROWS = 1024;

    /** What the names of data files end with. */
    public static final String EXTENSION = ".arrow";

    private final Storage storage;
    private final String path;
    private final String fileName;
    private final String split;
    private final Kind kind;

    private final Sha256.Output out;
    private final BlockIndex.Sums blocks;
    private final Map<String, String> footer = new HashMap<>();
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
        this.blocks = new BlockIndex.Sums(out);
        this.block = new ShardBlock(ShardFormat.schema(kind, split), kind.examples(), allocator);
        this.arrow = new ArrowFileWriter(
                block.root(),
                new DictionaryProvider.MapDictionaryProvider(),
                Channels.newChannel(blocks),
                footer,
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
     * @throws IllegalArgumentException for an example that is of another kind, has no tokens, or has not one value for
     *     each token where it should
     * @throws JoyulException {@code STORAGE_FULL} or {@code STORAGE_FAILED}
     */
    public void add(Example example) {
        requireWriting();
        if (example.inputIds().length == 0) {
            throw new IllegalArgumentException("example " + example.id() + " has no tokens; nothing can learn from it");
        }
        requireFits(example);
        block.add(example);
        rows++;
        tokens += example.inputIds().length;
        if (block.rows() == BLOCK_ROWS) {
            writeBlock();
        }
    }

    private void requireFits(Example example) {
        if (!kind.examples().describe(example)) {
            throw new IllegalArgumentException("example " + example.id() + " is not a "
                    + kind.name().toLowerCase(Locale.ROOT) + " one, as this file's are");
        }
        for (int i = 0; i < kind.columns().size(); i++) {
            Column column = kind.columns().get(i);
            if (column.type() == Column.Type.TOKENS
                    && kind.examples().value(example, i) instanceof int[] values
                    && values.length != example.inputIds().length) {
                throw new IllegalArgumentException("example " + example.id() + " has " + values.length + " "
                        + column.name() + " for " + example.inputIds().length + " tokens");
            }
        }
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
        long index;
        try {
            arrow.start();
            footer.put(BlockIndex.KEY, blocks.index());
            index = out.bytes();
            blocks.begin();
            arrow.end();
            out.close();
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
        state = State.FINISHED;
        return new ShardFile(
                fileName, split, rows, tokens, out.bytes(), out.hex(), new ShardManifest.Index(index, blocks.end()));
    }

    private void writeBlock() {
        block.seal();
        try {
            // The first call writes what stands before the blocks, the others do nothing.
            arrow.start();
            blocks.begin();
            arrow.writeBatch();
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
        blocks.add(block.rows(), blocks.end());
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
