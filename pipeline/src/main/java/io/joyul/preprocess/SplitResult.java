package io.joyul.preprocess;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of the rows of one split: kept, dropped and quarantined ones are those read and those made.
 *
 * @param dropped rows by the label of their {@link DropRule} or the name of a quality rule
 * @param reported kept rows by the label of the {@link DropRule} that would have dropped them
 * @param quarantined rows by the label of their {@link Reason}
 * @param augmented kept rows that were made out of others, by how
 * @param linesRemoved lines that quality rules took out of kept rows
 * @param sentencesRemoved sentences that were taken out of kept rows, since they stand together elsewhere
 * @param balances the books of each stage
 * @param tokens of the kept rows, special tokens included, after the cut
 * @param meanLength tokens of a kept row
 * @param truncated kept rows that were cut
 * @param unknownShare share, in [0, 1], of the tokens of the text that the vocabulary cannot spell
 */
public record SplitResult(
        long rowsRead,
        long rowsKept,
        Map<String, Long> dropped,
        Map<String, Long> reported,
        Map<String, Long> quarantined,
        Map<String, Long> augmented,
        long linesRemoved,
        long sentencesRemoved,
        List<RowBalance> balances,
        long tokens,
        double meanLength,
        long truncated,
        double unknownShare) {
    public SplitResult {
        // Sorted, so that a report of the same rows is the same file.
        dropped = Collections.unmodifiableMap(new TreeMap<>(dropped));
        balances = List.copyOf(balances);
        reported = Collections.unmodifiableMap(new TreeMap<>(reported));
        augmented = Collections.unmodifiableMap(new TreeMap<>(augmented));
        quarantined = Collections.unmodifiableMap(new TreeMap<>(quarantined));
    }

    /** The same with the books of one more stage. */
    SplitResult with(RowBalance balance) {
        List<RowBalance> longer = new ArrayList<>(balances);
        longer.add(balance);
        return new SplitResult(
                rowsRead,
                rowsKept,
                dropped,
                reported,
                quarantined,
                augmented,
                linesRemoved,
                sentencesRemoved,
                longer,
                tokens,
                meanLength,
                truncated,
                unknownShare);
    }
}
