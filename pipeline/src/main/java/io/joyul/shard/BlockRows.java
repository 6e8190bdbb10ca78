package io.joyul.shard;

import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardRows.Floats;
import io.joyul.shard.ShardRows.Ints;
import io.joyul.shard.ShardRows.Lists;
import io.joyul.shard.ShardRows.Longs;
import io.joyul.shard.ShardRows.Texts;
import io.joyul.shard.ShardRows.Values;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;

/**
 * The rows of a record batch. Values of tokens and lists stay in Arrow's memory, which the rows hold until they are
 * closed; what there is one of for a row is copied to the heap, a column at once.
 */
final class BlockRows {
    private BlockRows() {}

    /**
     * @throws IllegalStateException when a column with a value for each token has another number of them in some row
     */
    static ShardRows of(Kind kind, VectorSchemaRoot root) {
        int rows = root.getRowCount();
        List<Column> declared = kind.columns();
        Values[] columns = new Values[declared.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = values(declared.get(i).type(), root.getVector(i), rows);
        }
        Lists inputIds = (Lists) columns[1];
        for (int i = 2; i < columns.length; i++) {
            if (declared.get(i).type() == Column.Type.TOKENS) {
                columns[i] = aligned(declared.get(i), (Lists) columns[i], inputIds);
            }
        }
        List<ArrowBuf> held = new ArrayList<>();
        for (FieldVector vector : root.getFieldVectors()) {
            if (vector instanceof ListVector list) {
                held.add(list.getDataVector().getDataBuffer());
            }
        }
        held.forEach(buffer -> buffer.getReferenceManager().retain());
        return new ShardRows(
                kind,
                rows,
                columns,
                () -> held.forEach(buffer -> buffer.getReferenceManager().release()));
    }

    /** The column on the ends of the tokens, so that they are held once. */
    private static Lists aligned(Column column, Lists values, Lists inputIds) {
        int row = java.util.Arrays.mismatch(values.ends(), inputIds.ends());
        if (row >= 0) {
            throw new IllegalStateException(
                    "row " + row + " of a block has not one of " + column.name() + " for each token");
        }
        return new Lists(values.values(), inputIds.ends());
    }

    private static Values values(Column.Type type, FieldVector vector, int rows) {
        return switch (type) {
            case TOKENS, LIST -> {
                int[] ends = ends(((ListVector) vector).getOffsetBuffer(), rows);
                FieldVector items = ((ListVector) vector).getDataVector();
                yield new Lists(view(items.getDataBuffer(), rows == 0 ? 0 : ends[rows - 1]), ends);
            }
            case INT32 -> {
                int[] ints = new int[rows];
                view(vector.getDataBuffer(), rows).get(ints);
                yield new Ints(ints);
            }
            case INT64 -> {
                long[] longs = new long[rows];
                bytes((BaseFixedWidthVector) vector, rows).asLongBuffer().get(longs);
                yield new Longs(longs);
            }
            case FLOAT32 -> {
                float[] floats = new float[rows];
                bytes((BaseFixedWidthVector) vector, rows).asFloatBuffer().get(floats);
                yield new Floats(floats);
            }
            case TEXT -> texts((VarCharVector) vector, rows);
        };
    }

    private static Texts texts(VarCharVector vector, int rows) {
        int[] ends = ends(vector.getOffsetBuffer(), rows);
        byte[] utf8 = new byte[rows == 0 ? 0 : ends[rows - 1]];
        vector.getDataBuffer().getBytes(0, utf8);
        boolean[] absent = new boolean[rows];
        for (int row = 0; row < rows; row++) {
            absent[row] = vector.isNull(row);
        }
        return new Texts(utf8, ends, absent);
    }

    private static ByteBuffer bytes(BaseFixedWidthVector vector, int rows) {
        return vector.getDataBuffer().nioBuffer(0, rows * vector.getTypeWidth()).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static IntBuffer view(ArrowBuf buffer, int count) {
        return count == 0
                ? IntBuffer.allocate(0)
                : buffer.nioBuffer(0, count * Integer.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asIntBuffer();
    }

    /** Where each row ends. Arrow's offsets begin with the first row's start, which is 0 in a file. */
    private static int[] ends(ArrowBuf offsets, int rows) {
        int[] ends = new int[rows];
        for (int row = 0; row < rows; row++) {
            ends[row] = offsets.getInt((row + 1L) * Integer.BYTES);
        }
        return ends;
    }
}
