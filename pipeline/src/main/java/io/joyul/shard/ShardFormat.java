package io.joyul.shard;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.shard.ShardManifest.Kind;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** The data file's schema; the package's page specifies it. */
final class ShardFormat {
    static final int VERSION = 1;

    /** Rows in a record batch: enough for ZSTD to find what repeats, few enough to hold in memory while writing. */
    static final int BLOCK_ROWS = 1024;

    static final String ID = "id";
    static final String INPUT_IDS = "input_ids";
    static final String LABELS = "labels";
    static final String LABEL = "label";
    static final String TEXT = "text";

    private static final String FORMAT = "joyul-shard";
    private static final ArrowType INT32 = new ArrowType.Int(32, true);

    private ShardFormat() {}

    static Schema schema(Kind kind, String split) {
        Field id = new Field(ID, FieldType.notNullable(new ArrowType.Int(64, true)), null);
        Field inputIds = listOfInt32(INPUT_IDS);
        List<Field> fields = switch (kind) {
            case MASKED -> List.of(id, inputIds, listOfInt32(LABELS));
            case LABELLED ->
                List.of(
                        id,
                        inputIds,
                        new Field(LABEL, FieldType.notNullable(INT32), null),
                        new Field(TEXT, FieldType.nullable(ArrowType.Utf8.INSTANCE), null));
        };
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

    private static Field listOfInt32(String name) {
        Field item = new Field("item", FieldType.notNullable(INT32), null);
        return new Field(name, FieldType.notNullable(ArrowType.List.INSTANCE), List.of(item));
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
                    ErrorCode.FILE_TOO_NEW,
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
