package io.joyul.shard;

import io.joyul.digest.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Footer;
import org.apache.arrow.vector.ipc.message.ArrowBlock;
import org.apache.arrow.vector.ipc.message.ArrowFooter;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Where the blocks of a data file are, so that one can be read, and its sum checked, without the others.
 *
 * @param schema of the file
 */
record BlockIndex(Schema schema, List<Block> blocks) {
    /** The footer's metadata that holds a line of rows and SHA-256 for each block. */
    static final String KEY = "joyul.blocks";

    private static final int MAGIC_BYTES = 6;

    /** One record batch message, metadata and body. */
    record Block(ArrowBlock place, int rows, String sha256) {
        int bytes() {
            return Math.toIntExact(place.getMetadataLength() + place.getBodyLength());
        }
    }

    BlockIndex {
        blocks = List.copyOf(blocks);
    }

    /**
     * @param tail the end of a data file, from where the manifest says that its index begins
     * @throws RuntimeException when these bytes are no footer, or do not say as much of each block as they should
     */
    static BlockIndex parse(byte[] tail) {
        ByteBuffer buffer = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        int lengthAt = tail.length - MAGIC_BYTES - Integer.BYTES;
        int length = buffer.getInt(lengthAt);
        ByteBuffer footerBytes = buffer.slice(lengthAt - length, length).order(ByteOrder.LITTLE_ENDIAN);
        ArrowFooter footer = new ArrowFooter(Footer.getRootAsFooter(footerBytes));
        String[] lines = footer.getMetaData().getOrDefault(KEY, "").lines().toArray(String[]::new);
        List<ArrowBlock> places = footer.getRecordBatches();
        if (lines.length != places.size()) {
            throw new IllegalArgumentException(lines.length + " sums for " + places.size() + " blocks");
        }
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < lines.length; i++) {
            String[] parts = lines[i].split(" ", -1);
            blocks.add(new Block(places.get(i), Integer.parseInt(parts[0]), parts[1]));
        }
        return new BlockIndex(footer.getSchema(), blocks);
    }

    /** Passes a file's bytes on and sums its parts up on the way. */
    static final class Sums extends OutputStream {
        private final OutputStream out;
        private final StringBuilder index = new StringBuilder();
        private Sha256.Output part;

        Sums(OutputStream out) {
            this.out = out;
            this.part = new Sha256.Output(out);
        }

        /** A part begins with the next byte. */
        void begin() {
            part = new Sha256.Output(out);
        }

        /** The sum of the part up to here. */
        String end() {
            return part.hex();
        }

        void add(int rows, String sha256) {
            index.append(rows).append(' ').append(sha256).append('\n');
        }

        /** The value of {@link BlockIndex#KEY}. */
        String index() {
            return index.toString();
        }

        @Override
        public void write(int value) throws IOException {
            part.write(value);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            part.write(bytes, offset, length);
        }
    }
}
