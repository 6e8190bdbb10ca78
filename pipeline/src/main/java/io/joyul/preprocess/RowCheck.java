package io.joyul.preprocess;

import io.joyul.text.QualityFilter;
import io.joyul.text.QualityFilter.Verdict;
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

/** Normalises the text of a row of one split, gives the row its id, and says what is wrong with it. */
record RowCheck(Split split, TextNormaliser normaliser, QualityFilter filter) implements Serializable {
    /**
     * The columns of a checked row. {@code outcome} is null for a sound row, else the label of its {@link Reason}, of
     * {@link DropRule#EMPTY} or of a quality rule; {@code source} is the row as it was read, kept only for the
     * quarantine; {@code linesRemoved} are lines that quality rules took out of the text.
     */
    static final StructType SCHEMA = new StructType()
            .add("split", DataTypes.StringType, false)
            .add("id", DataTypes.LongType, true)
            .add("text", DataTypes.StringType, true)
            .add("label", DataTypes.StringType, true)
            .add("outcome", DataTypes.StringType, true)
            .add("source", DataTypes.StringType, true)
            .add("linesRemoved", DataTypes.IntegerType, false);

    Row check(RawRow row) {
        if (row instanceof RawRow.Malformed malformed) {
            return setAside(malformed.reason(), malformed.source());
        }
        RawRow.Fields fields = (RawRow.Fields) row;
        if (fields.text() == null) {
            return setAside(Reason.TEXT_MISSING, fields.source());
        }
        String label = fields.label() == null ? "" : fields.label().strip();
        if (label.isEmpty() && !split.unlabelled()) {
            return setAside(Reason.LABEL_MISSING, fields.source());
        }
        Verdict verdict = filter.judgesNothing()
                ? new Verdict(fields.text(), 0, null)
                : filter.judge(normaliser.normaliseLines(fields.text()));
        String text = normaliser.normalise(verdict.text());
        String outcome = verdict.failed();
        if (outcome == null && text.isBlank()) {
            outcome = DropRule.EMPTY.label();
        }
        if (outcome != null) {
            // Of a dropped row only what a sample shows.
            String shown = DroppedRow.cut(normaliser.normalise(fields.text()));
            return RowFactory.create(split.label(), id(fields.id(), shown), shown, null, outcome, null, 0);
        }
        return RowFactory.create(
                split.label(),
                id(fields.id(), text),
                text,
                split.unlabelled() ? null : label,
                null,
                null,
                verdict.linesRemoved());
    }

    private Row setAside(Reason reason, String source) {
        return RowFactory.create(split.label(), null, null, null, reason.label(), source, 0);
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
