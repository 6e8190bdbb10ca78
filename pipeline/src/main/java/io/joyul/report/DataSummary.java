package io.joyul.report;

import io.joyul.preprocess.DroppedRow;
import io.joyul.preprocess.ExampleShare;
import io.joyul.preprocess.RowBalance;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What preprocessing made of the raw rows.
 *
 * @param splits in the order to show them in
 * @param samples rows that rules took out, a few of each rule in each split
 * @param balances the books of each stage over each split
 * @param shares what each class and each source of text contributes
 * @param vocabulary tokens that the tokenizer knows
 */
public record DataSummary(
        List<Split> splits,
        List<DroppedRow> samples,
        List<RowBalance> balances,
        List<ExampleShare> shares,
        int vocabulary) {
    public DataSummary {
        splits = List.copyOf(splits);
        samples = List.copyOf(samples);
        balances = List.copyOf(balances);
        shares = List.copyOf(shares);
    }

    /**
     * One split.
     *
     * @param rowsRead from the input
     * @param rowsKept as examples
     * @param dropped rows by the rule that dropped them
     * @param reported rows that are kept although a rule has found them, by rule
     * @param quarantined rows by the reason for which they were set aside
     * @param augmented kept rows that were made out of others, by how
     * @param linesRemoved from kept rows, by rules for lines
     * @param sentencesRemoved from kept rows, since they stand together elsewhere
     * @param tokens in the kept rows
     * @param meanLength tokens in an example
     * @param unknownShare of the tokens that are the unknown token
     */
    public record Split(
            String name,
            long rowsRead,
            long rowsKept,
            Map<String, Long> dropped,
            Map<String, Long> reported,
            Map<String, Long> quarantined,
            Map<String, Long> augmented,
            long linesRemoved,
            long sentencesRemoved,
            long tokens,
            double meanLength,
            double unknownShare) {
        public Split {
            dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
            reported = Collections.unmodifiableMap(new LinkedHashMap<>(reported));
            augmented = Collections.unmodifiableMap(new LinkedHashMap<>(augmented));
            quarantined = Collections.unmodifiableMap(new LinkedHashMap<>(quarantined));
        }
    }
}
