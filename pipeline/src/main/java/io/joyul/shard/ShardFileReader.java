package io.joyul.shard;

import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.storage.Storage;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.Channels;
import org.apache.arrow.compression.CommonsCompressionFactory;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorLoader;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.hadoop.fs.FSDataInputStream;

/**
 * Reads single blocks of an open data file, and hands none out before its sum is right. One thread at a time may use it.
 */
public final class ShardFileReader implements AutoCloseable {
    private final String path;
    private final Input input;
    private final ShardManifest manifest;
    private final ShardFile file;
    private final BlockIndex index;
    /** Of all files: rows that were read may be held when their file is closed. */
    static final BufferAllocator ALLOCATOR = new RootAllocator();

    private final VectorSchemaRoot root;

    /** Bytes by their place. */
    interface Input extends AutoCloseable {
        byte[] read(long offset, int length) throws IOException;

        @Override
        void close() throws IOException;
    }

    static Input input(FSDataInputStream in) {
        return new Input() {
            @Override
            public byte[] read(long offset, int length) throws IOException {
                byte[] bytes = new byte[length];
                in.readFully(offset, bytes);
                return bytes;
            }

            @Override
            public void close() throws IOException {
                in.close();
            }
        };
    }

    static Input input(byte[] whole) {
        return new Input() {
            @Override
            public byte[] read(long offset, int length) throws IOException {
                int from = Math.toIntExact(offset);
                if (from < 0 || from > whole.length - length) {
                    throw new EOFException(offset + " + " + length + " bytes of " + whole.length);
                }
                return java.util.Arrays.copyOfRange(whole, from, from + length);
            }

            @Override
            public void close() {}
        };
    }

    ShardFileReader(String path, Input input, ShardManifest manifest, ShardFile file) {
        this.path = path;
        this.input = input;
        this.manifest = manifest;
        this.file = file;
        try {
            this.index = readIndex();
            ShardFormat.check(path, index.schema(), manifest.kind(), file.split());
            requirePromised();
        } catch (RuntimeException e) {
            throw closedBy(e);
        }
        this.root = VectorSchemaRoot.create(index.schema(), ALLOCATOR);
    }

    private RuntimeException closedBy(RuntimeException e) {
        try {
            input.close();
        } catch (IOException suppressed) {
            e.addSuppressed(suppressed);
        }
        return e;
    }

    private BlockIndex readIndex() {
        long offset = file.index().offset();
        byte[] tail = verified(
                "its index", offset, file.bytes() - offset, file.index().sha256());
        try {
            return BlockIndex.parse(tail);
        } catch (RuntimeException e) {
            throw notAsPromised(e);
        }
    }

    private void requirePromised() {
        long rows = index.blocks().stream().mapToLong(BlockIndex.Block::rows).sum();
        boolean even = index.blocks().stream()
                .limit(Math.max(0, blocks() - 1))
                .allMatch(block -> block.rows() == manifest.blockRows());
        if (rows != file.rows() || !even) {
            throw notAsPromised(new IllegalStateException(rows + " rows in " + blocks() + " blocks of "
                    + index.blocks().stream().map(BlockIndex.Block::rows).toList()));
        }
    }

    public int blocks() {
        return index.blocks().size();
    }

    /**
     * The rows of one block, in the order in which they were written. They may be read after the file is closed, and are
     * to be closed themselves.
     *
     * @throws JoyulException {@code FILE_CORRUPT} when its bytes are not those that were written; {@code STORAGE_FAILED}
     */
    public ShardRows block(int number) {
        BlockIndex.Block block = index.blocks().get(number);
        byte[] bytes = verified("block " + number, block.place().getOffset(), block.bytes(), block.sha256());
        try (ReadChannel channel = new ReadChannel(Channels.newChannel(new ByteArrayInputStream(bytes)));
                ArrowRecordBatch batch = MessageSerializer.deserializeRecordBatch(channel, block.place(), ALLOCATOR)) {
            new VectorLoader(root, CommonsCompressionFactory.INSTANCE).load(batch);
            ShardRows rows = BlockRows.of(manifest.kind(), root);
            if (rows.size() != block.rows()) {
                rows.close();
                throw new IllegalStateException(rows.size() + " rows in block " + number);
            }
            return rows;
        } catch (IOException | RuntimeException e) {
            throw notAsPromised(e);
        } finally {
            root.clear();
        }
    }

    private byte[] verified(String what, long offset, long length, String sha256) {
        byte[] bytes;
        try {
            bytes = input.read(offset, Math.toIntExact(length));
        } catch (EOFException | ArithmeticException | IllegalArgumentException | NegativeArraySizeException e) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    path + ": " + what + " should be " + length + " bytes from " + offset
                            + " on, which are not there; restore it or run the preprocessing again",
                    e);
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
        String found = Sha256.of(bytes);
        if (!found.equals(sha256)) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    path + ": the SHA-256 of " + what + " is " + found + " and should be " + sha256
                            + "; restore it or run the preprocessing again");
        }
        return bytes;
    }

    private JoyulException notAsPromised(Exception e) {
        return new JoyulException(
                ErrorCode.FILE_CORRUPT,
                path + ": its bytes are those that were written, but they do not hold the " + file.rows()
                        + " rows that the manifest promises (" + e.getMessage() + "); run the preprocessing again",
                e);
    }

    @Override
    public void close() {
        root.close();
        try {
            input.close();
        } catch (IOException e) {
            throw Storage.failure(path, e);
        }
    }
}
