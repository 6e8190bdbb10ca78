package io.joyul.preprocess;

import io.joyul.mask.Grouped;
import io.joyul.mask.Unit;
import io.joyul.tokenize.SpecialTokens;
import io.joyul.tokenize.Tokenizer;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Row;

/**
 * Turns distinct rows into token ids.
 *
 * @param tokenizerJson a {@code tokenizer.json}, of which each partition makes a tokenizer of its own
 * @param labels the classes in the order of their indices
 * @param maxLength tokens a row may have, special tokens included
 * @param unit what a masking hides whole, for the groups of the tokens
 */
record Tokenising(Broadcast<String> tokenizerJson, List<String> labels, int maxLength, Unit unit, long seed)
        implements Serializable {
    private static final int[] NO_GROUPS = {};

    /** A row with what the figures need to know. {@code length} is before the cut, special tokens included. */
    record Measured(TokenizedRow row, int length, int ordinaryTokens, int unknownTokens) implements Serializable {
        /** Whether nothing but special tokens came out. */
        boolean hasNoTokens() {
            return ordinaryTokens + unknownTokens == 0;
        }
    }

    /** Expects {@code split}, {@code id}, {@code label}, {@code text} and {@code origin}. */
    JavaRDD<Measured> run(JavaRDD<Row> rows) {
        return rows.mapPartitions(this::tokenise);
    }

    private Iterator<Measured> tokenise(Iterator<Row> rows) {
        Tokenizer tokenizer = Tokenizer.fromJson(tokenizerJson.value());
        SpecialTokens special = tokenizer.specialTokens();
        GroupedEncoder encoder = new GroupedEncoder(tokenizer, unit, maxLength);
        return new FlatIterator<>(
                rows, row -> List.of(measured(row, tokenizer, encoder, special)).iterator());
    }

    private Measured measured(Row row, Tokenizer tokenizer, GroupedEncoder encoder, SpecialTokens special) {
        Split split = Split.of(row.getString(0));
        long id = row.getLong(1);
        String text = row.getString(3);
        Grouped grouped = encoder.encode(text);
        int[] inputIds = grouped.ids();
        // Only a text that fills the room can have been cut.
        int length = inputIds.length < maxLength ? inputIds.length : tokenizer.length(text);
        int unknown = (int)
                Arrays.stream(inputIds).filter(token -> token == special.unk()).count();
        int ordinary = (int) Arrays.stream(inputIds)
                .filter(token -> !special.contains(token))
                .count();
        TokenizedRow tokenized = new TokenizedRow(
                split,
                id,
                inputIds,
                unit == Unit.TOKEN ? NO_GROUPS : grouped.groups(),
                split.unlabelled() ? RowGroup.NO_CLASS : labels.indexOf(row.getString(2)),
                row.getInt(4),
                split.heldOut() || ordinary + unknown == 0 ? text : null,
                Draws.of(seed, id),
                RowCheck.hash(text));
        return new Measured(tokenized, length, ordinary, unknown);
    }
}
