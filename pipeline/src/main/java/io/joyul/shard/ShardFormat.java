package io.joyul.shard;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The data file's schema; the package's page specifies it. */
final class ShardFormat {
    static final int VERSION = 2;

    private static final String FORMAT = "joyul-shard";
    private static final ArrowType INT32 = new ArrowType.Int(32, true);
    private static final ArrowType INT64 = new ArrowType.Int(64, true);
    private static final ArrowType FLOAT32 = new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);

    private ShardFormat() {}

    static Schema schema(Kind kind, String split) {
        List<Field> fields = kind.columns().stream().map(ShardFormat::field).toList();
        return new Schema(
                fields,
                Map.of(
                        "joyul.format",
                        FORMAT,
                        "joyul.version",
                        Integer.toString(VERSION),
                        "joyul.kind",
                        kind.name().toLowerCase(Locale.ROOT),
                        "joyul.split",
                        split));
    }

    private static Field field(Column column) {
        return switch (column.type()) {
            case TOKENS, LIST -> {
                Field item = new Field("item", FieldType.notNullable(INT32), null);
                yield new Field(column.name(), FieldType.notNullable(ArrowType.List.INSTANCE), List.of(item));
            }
            case INT32 -> new Field(column.name(), FieldType.notNullable(INT32), null);
            case INT64 -> new Field(column.name(), FieldType.notNullable(INT64), null);
            case FLOAT32 -> new Field(column.name(), FieldType.notNullable(FLOAT32), null);
            case TEXT -> new Field(column.name(), FieldType.nullable(ArrowType.Utf8.INSTANCE), null);
        };
    }

    /** Refuses a file that is not what the manifest says, as happens when a folder is put together by hand. */
    static void check(String path, Schema found, Kind kind, String split) {
        Map<String, String> metadata = found.getCustomMetadata();
        if (!FORMAT.equals(metadata.get("joyul.format"))) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT, path + ": an Arrow file, but its metadata does not say " + FORMAT);
        }
        String version = metadata.get("joyul.version");
        if (!Integer.toString(VERSION).equals(version)) {
            throw new JoyulException(
                    version != null && version.equals("1") ? ErrorCode.FILE_TOO_OLD : ErrorCode.FILE_TOO_NEW,
                    path + ": " + FORMAT + " version " + version + "; this build reads version " + VERSION);
        }
        Schema expected = schema(kind, split);
        if (!expected.equals(found)) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    path + ": its schema is " + found + ", but the manifest asks for " + expected);
        }
    }
}
