package io.joyul.preprocess;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** Sums over tokenised rows of one split; parts add up. */
final class TokenFigures implements Serializable {
    private static final long serialVersionUID = 1L;

    long rows;
    long rowsWithoutTokens;
    long tokens;
    long truncated;
    long ordinary;
    long unknown;
    final Map<RowGroup, SampleCounts> byGroup = new HashMap<>();

    void add(Tokenising.Measured measured) {
        if (measured.hasNoTokens()) {
            rowsWithoutTokens++;
            return;
        }
        rows++;
        byGroup.merge(measured.row().group(), SampleCounts.of(1, 1), SampleCounts::plus);
        tokens += measured.row().inputIds().length;
        truncated += measured.length() > measured.row().inputIds().length ? 1 : 0;
        ordinary += measured.ordinaryTokens();
        unknown += measured.unknownTokens();
    }

    void add(TokenFigures other) {
        rows += other.rows;
        other.byGroup.forEach((group, counts) -> byGroup.merge(group, counts, SampleCounts::plus));
        rowsWithoutTokens += other.rowsWithoutTokens;
        tokens += other.tokens;
        truncated += other.truncated;
        ordinary += other.ordinary;
        unknown += other.unknown;
    }

    double meanLength() {
        return rows == 0 ? 0 : (double) tokens / rows;
    }

    double unknownShare() {
        return ordinary + unknown == 0 ? 0 : (double) unknown / (ordinary + unknown);
    }
}
