package io.joyul.tokenize.train;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A unigram language model of pieces over the words that it learns from: how often each piece is to be expected, and
 * which pieces the most likely reading of each word has.
 *
 * <p>Words are read in a fixed number of parts, whatever the number of cores, and sums are added in the order of the
 * parts, so the result does not depend on the machine.
 */
final class UnigramModel {
    private static final int PARTS = 8;

    /** Each symbol adds this to the logarithm of a reading, which keeps a word's sums far from the limits of a double. */
    private static final double LIFT = 5;

    private final Pieces pieces;
    private final SpeltWords words;
    private final int longestWord;
    private final double[] logProbabilities;

    /**
     * @param longestWord symbols that a word has at most
     * @param logProbabilities of the pieces, natural logarithms
     */
    UnigramModel(Pieces pieces, SpeltWords words, int longestWord, double[] logProbabilities) {
        this.pieces = pieces;
        this.words = words;
        this.longestWord = longestWord;
        this.logProbabilities = logProbabilities;
    }

    double logProbability(int piece) {
        return logProbabilities[piece];
    }

    private static int partStart(int part, int size) {
        return (int) ((long) size * part / PARTS);
    }

    /** How often each piece is expected over all readings of all words: the forward-backward algorithm. */
    double[] expectations() {
        double[] lifted = new double[pieces.size()];
        for (int piece = 0; piece < lifted.length; piece++) {
            lifted[piece] = StrictMath.exp(logProbabilities[piece] + LIFT * pieces.length(piece));
        }
        List<double[]> parts = IntStream.range(0, PARTS)
                .parallel()
                .mapToObj(part -> expectations(part, lifted))
                .toList();
        double[] sums = new double[pieces.size()];
        for (double[] part : parts) {
            for (int piece = 0; piece < sums.length; piece++) {
                sums[piece] += part[piece];
            }
        }
        return sums;
    }

    private double[] expectations(int part, double[] lifted) {
        double[] expected = new double[pieces.size()];
        double[] before = new double[longestWord + 1];
        double[] after = new double[longestWord + 1];
        for (int word = partStart(part, words.size()); word < partStart(part + 1, words.size()); word++) {
            int start = words.start(word);
            int length = words.end(word) - 1 - start;
            Arrays.fill(before, 0, length + 1, 0);
            before[0] = 1;
            for (int i = 0; i < length; i++) {
                for (int piece = pieces.longest(start + i); piece != Pieces.NONE; piece = pieces.shorter(piece)) {
                    before[i + pieces.length(piece)] += before[i] * lifted[piece];
                }
            }
            after[length] = 1;
            double share = words.count(word) / before[length];
            for (int i = length - 1; i >= 0; i--) {
                double sum = 0;
                double shareHere = share * before[i];
                for (int piece = pieces.longest(start + i); piece != Pieces.NONE; piece = pieces.shorter(piece)) {
                    double reading = lifted[piece] * after[i + pieces.length(piece)];
                    sum += reading;
                    expected[piece] += shareHere * reading;
                }
                after[i] = sum;
            }
        }
        return expected;
    }

    /** How often each piece stands in the most likely readings of all words. */
    long[] frequencies() {
        return IntStream.range(0, PARTS)
                .parallel()
                .mapToObj(this::frequencies)
                .reduce(new long[pieces.size()], (left, right) -> {
                    long[] sums = left.clone();
                    for (int piece = 0; piece < sums.length; piece++) {
                        sums[piece] += right[piece];
                    }
                    return sums;
                });
    }

    private long[] frequencies(int part) {
        long[] frequencies = new long[pieces.size()];
        Reading reading = new Reading(longestWord);
        for (int word = partStart(part, words.size()); word < partStart(part + 1, words.size()); word++) {
            int start = words.start(word);
            int length = words.end(word) - 1 - start;
            reading.find(start, length, Pieces.NONE);
            for (int end = length; end > 0; end -= pieces.length(reading.last[end])) {
                frequencies[reading.last[end]] += words.count(word);
            }
        }
        return frequencies;
    }

    /** The most likely reading of a piece's own text by other pieces; null when the piece itself is less likely. */
    int @Nullable [] alternative(int piece, Reading reading) {
        int length = pieces.length(piece);
        reading.find(pieces.place(piece), length, piece);
        if (reading.score[length] > logProbabilities[piece]) {
            return null;
        }
        int[] found = new int[length];
        int size = 0;
        for (int end = length; end > 0; end -= pieces.length(reading.last[end])) {
            found[size++] = reading.last[end];
        }
        return Arrays.copyOf(found, size);
    }

    Reading reading() {
        return new Reading(longestWord);
    }

    /** The most likely pieces of a stretch of text: the Viterbi algorithm. Working memory of one thread. */
    final class Reading {
        private final double[] score;
        private final int[] last;

        private Reading(int longest) {
            score = new double[longest + 1];
            last = new int[longest + 1];
        }

        private void find(int start, int length, int without) {
            Arrays.fill(score, 1, length + 1, Double.NEGATIVE_INFINITY);
            for (int i = 0; i < length; i++) {
                for (int piece = pieces.longest(start + i); piece != Pieces.NONE; piece = pieces.shorter(piece)) {
                    int end = i + pieces.length(piece);
                    if (end > length || piece == without) {
                        continue;
                    }
                    double reached = score[i] + logProbabilities[piece];
                    if (reached > score[end]) {
                        score[end] = reached;
                        last[end] = piece;
                    }
                }
            }
        }
    }
}
