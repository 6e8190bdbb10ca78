package io.joyul.shard;

import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardRows.Floats;
import io.joyul.shard.ShardRows.Ints;
import io.joyul.shard.ShardRows.Lists;
import io.joyul.shard.ShardRows.Longs;
import io.joyul.shard.ShardRows.Texts;
import io.joyul.shard.ShardRows.Values;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Makes the columns of {@link ShardRows} out of examples, and of several of them one. */
final class RowColumns {
    private RowColumns() {}

    static ShardRows rows(Kind kind, List<? extends Example> examples) {
        List<Column> declared = kind.columns();
        Values[] columns = new Values[declared.size()];
        for (int column = 0; column < columns.length; column++) {
            @Nullable Object[] values = new Object[examples.size()];
            for (int row = 0; row < values.length; row++) {
                values[row] = kind.examples().value(examples.get(row), column);
            }
            columns[column] = values(declared.get(column).type(), values);
        }
        return new ShardRows(kind, examples.size(), columns);
    }

    private static Values values(Column.Type type, @Nullable Object[] values) {
        return switch (type) {
            case TOKENS, LIST -> lists(values);
            case INT32 ->
                new Ints(
                        Arrays.stream(values).mapToInt(value -> (Integer) value).toArray());
            case INT64 ->
                new Longs(Arrays.stream(values).mapToLong(value -> (Long) value).toArray());
            case FLOAT32 -> {
                float[] floats = new float[values.length];
                IntStream.range(0, floats.length).forEach(row -> floats[row] = (Float) values[row]);
                yield new Floats(floats);
            }
            case TEXT -> texts(values);
        };
    }

    private static Lists lists(@Nullable Object[] values) {
        int[] ends = new int[values.length];
        int end = 0;
        for (int row = 0; row < ends.length; row++) {
            end += ((int[]) values[row]).length;
            ends[row] = end;
        }
        int[] flat = Arrays.stream(values)
                .flatMapToInt(value -> Arrays.stream((int[]) value))
                .toArray();
        return new Lists(IntBuffer.wrap(flat), ends);
    }

    private static Texts texts(@Nullable Object[] values) {
        byte[][] utf8 = new byte[values.length][];
        boolean[] absent = new boolean[values.length];
        int[] ends = new int[values.length];
        int end = 0;
        for (int row = 0; row < ends.length; row++) {
            absent[row] = values[row] == null;
            utf8[row] = absent[row] ? new byte[0] : ((String) values[row]).getBytes(StandardCharsets.UTF_8);
            end += utf8[row].length;
            ends[row] = end;
        }
        byte[] flat = new byte[end];
        for (int row = 0; row < ends.length; row++) {
            System.arraycopy(utf8[row], 0, flat, ends[row] - utf8[row].length, utf8[row].length);
        }
        return new Texts(flat, ends, absent);
    }

    /** The rows of several parts as one. */
    static ShardRows join(Kind kind, List<ShardRows> parts) {
        if (parts.isEmpty()) {
            return rows(kind, List.of());
        }
        Values[] columns = new Values[kind.columns().size()];
        for (int column = 0; column < columns.length; column++) {
            int place = column;
            columns[column] = join(
                    kind.columns().get(column).type(),
                    parts.stream().map(part -> part.column(place)).toList());
        }
        return new ShardRows(kind, parts.stream().mapToInt(ShardRows::size).sum(), columns);
    }

    private static Values join(Column.Type type, List<Values> parts) {
        int rows = parts.stream().mapToInt(Values::rows).sum();
        return switch (type) {
            case TOKENS, LIST -> {
                yield new Lists(
                        joinInts(parts.stream()
                                .map(part -> ((Lists) part).values())
                                .toList()),
                        joinEnds(
                                rows,
                                parts.stream()
                                        .map(part -> ((Lists) part).ends())
                                        .toList()));
            }
            case INT32 ->
                new Ints(parts.stream()
                        .flatMapToInt(part -> Arrays.stream(((Ints) part).values()))
                        .toArray());
            case INT64 ->
                new Longs(parts.stream()
                        .flatMapToLong(part -> Arrays.stream(((Longs) part).values()))
                        .toArray());
            case FLOAT32 -> {
                float[] values = new float[rows];
                int at = 0;
                for (Values part : parts) {
                    System.arraycopy(((Floats) part).values(), 0, values, at, part.rows());
                    at += part.rows();
                }
                yield new Floats(values);
            }
            case TEXT ->
                joinTexts(rows, parts.stream().map(part -> (Texts) part).toList());
        };
    }

    private static IntBuffer joinInts(List<IntBuffer> parts) {
        IntBuffer values =
                IntBuffer.allocate(parts.stream().mapToInt(IntBuffer::capacity).sum());
        parts.forEach(part -> values.put(part.duplicate().clear()));
        return values.flip();
    }

    private static Texts joinTexts(int rows, List<Texts> parts) {
        byte[] utf8 =
                new byte[parts.stream().mapToInt(part -> part.utf8().length).sum()];
        boolean[] absent = new boolean[rows];
        int bytes = 0;
        int row = 0;
        for (Texts part : parts) {
            System.arraycopy(part.utf8(), 0, utf8, bytes, part.utf8().length);
            System.arraycopy(part.absent(), 0, absent, row, part.rows());
            bytes += part.utf8().length;
            row += part.rows();
        }
        return new Texts(utf8, joinEnds(rows, parts.stream().map(Texts::ends).toList()), absent);
    }

    private static int[] joinEnds(int rows, List<int[]> parts) {
        int[] ends = new int[rows];
        int row = 0;
        int before = 0;
        for (int[] part : parts) {
            for (int end : part) {
                ends[row++] = before + end;
            }
            before = row == 0 ? 0 : ends[row - 1];
        }
        return ends;
    }
}
