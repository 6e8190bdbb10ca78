package io.joyul.report;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What preprocessing made of the raw rows.
 *
 * @param splits in the order to show them in
 * @param vocabulary tokens that the tokenizer knows
 */
public record DataSummary(List<Split> splits, int vocabulary) {
    public DataSummary {
        splits = List.copyOf(splits);
    }

    /**
     * One split.
     *
     * @param rowsRead from the input
     * @param rowsKept as examples
     * @param dropped rows by the rule that dropped them
     * @param quarantined rows by the reason for which they were set aside
     * @param tokens in the kept rows
     * @param meanLength tokens in an example
     * @param unknownShare of the tokens that are the unknown token
     */
    public record Split(
            String name,
            long rowsRead,
            long rowsKept,
            Map<String, Long> dropped,
            Map<String, Long> quarantined,
            long tokens,
            double meanLength,
            double unknownShare) {
        public Split {
            dropped = Collections.unmodifiableMap(new LinkedHashMap<>(dropped));
            quarantined = Collections.unmodifiableMap(new LinkedHashMap<>(quarantined));
        }
    }
}
