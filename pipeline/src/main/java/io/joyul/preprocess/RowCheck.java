package io.joyul.preprocess;

import io.joyul.text.TextNormaliser;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Normalises the text of a row of one split, gives the row its id, and says what is wrong with it.
 *
 * @param shape of a row of a task other than the classification of one text; null for that
 */
record RowCheck(
        Split split, TextNormaliser normaliser, @Nullable RowShape shape) implements Serializable {
    /**
     * The columns of a checked row. {@code outcome} is null for a sound row, else the label of its {@link Reason} or of
     * {@link DropRule#EMPTY}; {@code label} is the class or, where the task has another {@link Content}, that as JSON; {@code source} is the row as it was read, kept only for the quarantine.
     */
    static final StructType SCHEMA = new StructType()
            .add("split", DataTypes.StringType, false)
            .add("id", DataTypes.LongType, true)
            .add("text", DataTypes.StringType, true)
            .add("label", DataTypes.StringType, true)
            .add("outcome", DataTypes.StringType, true)
            .add("source", DataTypes.StringType, true);

    Row check(RawRow row) {
        if (row instanceof RawRow.Malformed malformed) {
            return setAside(malformed.reason(), malformed.source());
        }
        RawRow.Fields fields = (RawRow.Fields) row;
        if (fields.text() == null) {
            return setAside(Reason.TEXT_MISSING, fields.source());
        }
        if (shape != null) {
            return check(shape.shape(fields, fields.text()), fields);
        }
        String label = fields.label() == null ? "" : fields.label().strip();
        if (label.isEmpty() && !split.unlabelled()) {
            return setAside(Reason.LABEL_MISSING, fields.source());
        }
        return checked(fields.id(), fields.text(), split.unlabelled() ? null : label);
    }

    private Row check(RowShape.Shaped shaped, RawRow.Fields fields) {
        if (shaped instanceof RowShape.Bad bad) {
            return setAside(bad.reason(), fields.source());
        }
        RowShape.Sound sound = (RowShape.Sound) shaped;
        return checked(fields.id(), sound.text(), sound.content().toJson());
    }

    private Row checked(@Nullable String id, String raw, @Nullable String label) {
        String text = normaliser.normalise(raw);
        if (text.isBlank()) {
            return RowFactory.create(split.label(), null, null, null, DropRule.EMPTY.label(), null);
        }
        return RowFactory.create(split.label(), id(id, text), text, label, null, null);
    }

    private Row setAside(Reason reason, String source) {
        return RowFactory.create(split.label(), null, null, null, reason.label(), source);
    }

    private static long id(@Nullable String id, String text) {
        if (id == null) {
            return hash(text);
        }
        try {
            return Long.parseLong(id.strip());
        } catch (NumberFormatException e) {
            return hash(text);
        }
    }

    /** The first 64 bits of the text's SHA-256: the same on every machine, for ever. */
    static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
