package io.joyul.preprocess;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/** Sums over tokenised rows of one split; parts add up. */
final class TokenFigures implements Serializable {
    private static final long serialVersionUID = 1L;

    long rows;
    long rowsWithoutTokens;
    long tokens;
    long truncated;
    long ordinary;
    long unknown;
    /** Rows by the index of their class or source. */
    final Map<Integer, Long> byLabel = new TreeMap<>();

    void add(Tokenising.Measured measured) {
        if (measured.hasNoTokens()) {
            rowsWithoutTokens++;
            return;
        }
        rows++;
        byLabel.merge(measured.row().label(), 1L, Long::sum);
        tokens += measured.row().inputIds().length;
        truncated += measured.length() > measured.row().inputIds().length ? 1 : 0;
        ordinary += measured.ordinaryTokens();
        unknown += measured.unknownTokens();
    }

    void add(TokenFigures other) {
        rows += other.rows;
        other.byLabel.forEach((label, count) -> byLabel.merge(label, count, Long::sum));
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
