package io.joyul.preprocess;

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
 */
record Tokenising(Broadcast<String> tokenizerJson, List<String> labels, int maxLength, long seed)
        implements Serializable {
    /** A row with what the figures need to know. {@code length} is before the cut, special tokens included. */
    record Measured(TokenizedRow row, int length, int ordinaryTokens, int unknownTokens) implements Serializable {
        /** Whether nothing but special tokens came out. */
        boolean hasNoTokens() {
            return ordinaryTokens + unknownTokens == 0;
        }
    }

    /** Expects the columns of {@link Cleaning#distinct}. */
    JavaRDD<Measured> run(JavaRDD<Row> rows) {
        return rows.mapPartitions(this::tokenise);
    }

    private Iterator<Measured> tokenise(Iterator<Row> rows) {
        Tokenizer tokenizer = Tokenizer.fromJson(tokenizerJson.value());
        SpecialTokens special = tokenizer.specialTokens();
        return new FlatIterator<>(
                rows, row -> List.of(measured(row, tokenizer, special)).iterator());
    }

    private Measured measured(Row row, Tokenizer tokenizer, SpecialTokens special) {
        Split split = Split.of(row.getString(0));
        long id = row.getLong(1);
        String text = row.getString(3);
        int[] inputIds = tokenizer.encode(text, maxLength);
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
                split.unlabelled() ? -1 : labels.indexOf(row.getString(2)),
                split.heldOut() ? text : null,
                Draws.of(seed, id),
                RowCheck.hash(text));
        return new Measured(tokenized, length, ordinary, unknown);
    }
}
