package io.joyul.preprocess;

import io.joyul.digest.Sha256;
import io.joyul.text.QualityFilter;
import io.joyul.text.QualityFilter.Verdict;
import io.joyul.text.TextNormaliser;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Normalises the text of a row of one split, gives the row its id, and says what is wrong with it.
 *
 * @param shape of a row of a task other than the classification of one text; null for that
 * @param origin which of the sources of its split the row is from, counted from 0
 */
record RowCheck(
        Split split,
        TextNormaliser normaliser,
        QualityFilter filter,
        @Nullable RowShape shape,
        int origin) implements Serializable {
    /**
     * The columns of a checked row. {@code outcome} is null for a sound row, else the label of its {@link Reason}, of
     * {@link DropRule#EMPTY} or of a quality rule; {@code label} is the class or, where the task has another
     * {@link Content}, that as JSON, and null for text without a class; {@code source} is the row as it was read, kept only
     * for the quarantine; {@code linesRemoved} are lines that quality rules took out of the text; {@code origin} is which of
     * the sources of its split the row is from.
     */
    static final StructType SCHEMA = new StructType()
            .add("split", DataTypes.StringType, false)
            .add("id", DataTypes.LongType, true)
            .add("text", DataTypes.StringType, true)
            .add("label", DataTypes.StringType, true)
            .add("outcome", DataTypes.StringType, true)
            .add("source", DataTypes.StringType, true)
            .add("linesRemoved", DataTypes.IntegerType, false)
            .add("origin", DataTypes.IntegerType, false);

    /** Characters of a row that the quarantine holds; of a longer one the end is cut. */
    private static final int LONGEST_SOURCE = 1 << 16;

    Row check(RawRow row) {
        if (row instanceof RawRow.Malformed malformed) {
            return setAside(malformed.reason(), malformed.source());
        }
        RawRow.Fields fields = (RawRow.Fields) row;
        if (fields.text() == null) {
            return setAside(Reason.TEXT_MISSING, fields.source());
        }
        if (shape != null) {
            return check(shape, fields, fields.text());
        }
        String label = fields.label() == null ? "" : fields.label().strip();
        if (label.isEmpty() && !split.unlabelled()) {
            return setAside(Reason.LABEL_MISSING, fields.source());
        }
        return checked(fields, judge(fields.text()), split.unlabelled() ? null : label);
    }

    /** Quality rules take lines out of a document; of other content, where places matter, they judge the whole. */
    private Row check(RowShape asked, RawRow.Fields fields, String text) {
        boolean document = asked instanceof DocumentShape;
        Verdict judged = document ? judge(text) : new Verdict(text, 0, null);
        RowShape.Shaped shaped = asked.shape(fields, judged.text());
        if (shaped instanceof RowShape.Bad bad) {
            return setAside(bad.reason(), fields.source());
        }
        RowShape.Sound sound = (RowShape.Sound) shaped;
        String failed = document ? judged.failed() : judge(sound.text()).failed();
        Verdict verdict = new Verdict(sound.text(), judged.linesRemoved(), failed);
        return checked(fields, verdict, sound.content().toJson());
    }

    private Verdict judge(String text) {
        return filter.judgesNothing() ? new Verdict(text, 0, null) : filter.judge(normaliser.normaliseLines(text));
    }

    private Row checked(RawRow.Fields fields, Verdict verdict, @Nullable String label) {
        String text = normaliser.normalise(verdict.text());
        String outcome = verdict.failed();
        if (outcome == null && text.isBlank()) {
            outcome = DropRule.EMPTY.label();
        }
        if (outcome != null) {
            // Of a dropped row only what a sample shows.
            String shown = DroppedRow.cut(normaliser.normalise(String.valueOf(fields.text())));
            return RowFactory.create(split.label(), id(fields.id(), shown), shown, null, outcome, null, 0, origin);
        }
        return RowFactory.create(
                split.label(), id(fields.id(), text), text, label, null, null, verdict.linesRemoved(), origin);
    }

    private Row setAside(Reason reason, String source) {
        String shown = source.length() <= LONGEST_SOURCE ? source : source.substring(0, LONGEST_SOURCE) + "…";
        return RowFactory.create(split.label(), null, null, null, reason.label(), shown, 0, origin);
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
        byte[] digest = Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
        return ByteBuffer.wrap(digest).getLong();
    }
}
