package io.joyul.tokenize.train;

import io.joyul.tokenize.train.TokenizerJson.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a unigram vocabulary (Kudo 2018, https://arxiv.org/abs/1804.10959): many substrings to begin with, probabilities
 * for them by expectation maximisation, and the ones that the likelihood of the words misses least are taken out, a
 * quarter at a time, until the vocabulary has its size. Priors and thresholds are SentencePiece's, as in Hugging Face's
 * {@code UnigramTrainer}; what is missed counts the length of the readings too.
 *
 * @param vocabularySize tokens wanted, special ones included; fewer come out when the words do not repeat enough
 * @param maxPieceLength characters that a token may have, 2 to {@link #LONGEST_WORD}
 * @param alphabetLimit characters kept, the most frequent first; others are unknown
 */
public record UnigramTrainer(int vocabularySize, int maxPieceLength, int alphabetLimit, Case letters)
        implements TokenizerTrainer {
    /** Characters of the longest token where nobody says otherwise. */
    public static final int USUAL_PIECE_LENGTH = 16;

    /** Substrings to begin with, at most. */
    private static final int SEEDS = 1_000_000;

    private static final int ROUNDS_BETWEEN_PRUNINGS = 2;
    private static final double SHRINKING = 0.75;
    /** More tokens than wanted are trained to the end, for the characters that must be among them. */
    private static final double MARGIN = 1.1;

    /** A piece expected less often is taken out. */
    private static final double LEAST_EXPECTED = 0.5;

    /**
     * What each further token of a reading counts beside the likelihood that is lost, in nats, when pieces are taken out:
     * without it pieces as common as "▁on" go because their parts are common too, and texts get longer.
     */
    private static final double TOKEN_COST = 2;

    /** What a character without a token costs beside the rarest token. */
    private static final double UNKNOWN_PENALTY = 10;

    /** Longer words are learnt from in stretches of so many characters, so no piece is longer. */
    public static final int LONGEST_WORD = 32;

    /** Between the scores of characters that are tokens only because they must be. */
    private static final double RARE_STEP = 0.0001;

    /** A token and the natural logarithm of its probability. */
    public record Piece(String token, double score) {}

    @Override
    public String untrained() {
        return TokenizerJson.unigram(List.of(), letters);
    }

    @Override
    public String train(WordCounts words) {
        return TokenizerJson.unigram(pieces(words), letters);
    }

    /** The tokens, the most probable first; special ones are not among them. */
    List<Piece> pieces(WordCounts wordCounts) {
        List<Integer> alphabet = List.copyOf(Alphabet.mostFrequent(wordCounts, alphabetLimit));
        long[] symbolCounts = new long[alphabet.size()];
        SpeltWords words = spelt(wordCounts, alphabet, symbolCounts);
        if (words.size() == 0) {
            return List.of();
        }
        int[] text = Arrays.copyOf(words.symbols(), words.start(words.size()));
        Pieces.Seeds seeds = Pieces.seeds(text, symbolCounts, maxPieceLength, SEEDS);
        Training training = new Training(seeds.pieces(), words);
        training.start(seeds.weights());
        int enough = (int) (vocabularySize * MARGIN);
        while (true) {
            for (int round = 0; round < ROUNDS_BETWEEN_PRUNINGS; round++) {
                training.maximise(training.model.expectations());
            }
            // One more is the unknown token.
            int size = training.pieces.size() + 1;
            if (size <= enough) {
                return training.finish(alphabet, vocabularySize - TokenizerJson.SPECIAL_TOKENS.size());
            }
            training.prune(Math.max(enough, (int) (size * SHRINKING)) - 1);
        }
    }

    private static SpeltWords spelt(WordCounts words, List<Integer> alphabet, long[] symbolCounts) {
        Map<Integer, Integer> symbols = new HashMap<>();
        alphabet.forEach(character -> symbols.put(character, symbols.size() + 1));
        SpeltWords spelt = new SpeltWords();
        for (int word = 0; word < words.size(); word++) {
            int length = 0;
            int[] characters = words.word(word).codePoints().toArray();
            for (int i = 0; i <= characters.length; i++) {
                Integer symbol = i < characters.length ? symbols.get(characters[i]) : null;
                if (length > 0 && (symbol == null || length == LONGEST_WORD)) {
                    spelt.symbol(0);
                    spelt.endWord(words.count(word));
                    length = 0;
                }
                if (symbol != null) {
                    spelt.symbol(symbol);
                    symbolCounts[symbol - 1] += words.count(word);
                    length++;
                }
            }
        }
        return spelt;
    }

    /** The state of one training. */
    private static final class Training {
        private final Pieces pieces;
        private final SpeltWords words;
        private UnigramModel model;
        private double lowest;
        /** By symbol: whether it has become too rare for a probability of its own. */
        private final boolean[] rare;

        Training(Pieces pieces, SpeltWords words) {
            this.pieces = pieces;
            this.words = words;
            this.rare = new boolean[pieces.symbols];
            this.model = new UnigramModel(pieces, words, LONGEST_WORD, new double[0]);
        }

        void start(double[] weights) {
            double logSum = StrictMath.log(Arrays.stream(weights).sum());
            double[] logProbabilities = new double[weights.length];
            for (int piece = 0; piece < weights.length; piece++) {
                logProbabilities[piece] = StrictMath.log(weights[piece]) - logSum;
            }
            model = new UnigramModel(pieces, words, LONGEST_WORD, logProbabilities);
        }

        /** New probabilities; digamma instead of the logarithm favours fewer pieces. */
        void maximise(double[] expected) {
            int[] kept = new int[pieces.size()];
            int size = 0;
            double sum = 0;
            for (int piece = 0; piece < kept.length; piece++) {
                boolean enough = expected[piece] >= LEAST_EXPECTED;
                if (piece < rare.length) {
                    rare[piece] |= !enough;
                    enough = !rare[piece];
                }
                sum += enough ? expected[piece] : 0;
                if (enough || piece < rare.length) {
                    kept[size++] = piece;
                }
            }
            kept = Arrays.copyOf(kept, size);
            double logSum = Digamma.of(sum);
            double[] logProbabilities = new double[size];
            lowest = 0;
            for (int i = 0; i < size; i++) {
                if (kept[i] >= rare.length || !rare[kept[i]]) {
                    logProbabilities[i] = Digamma.of(expected[kept[i]]) - logSum;
                    lowest = Math.min(lowest, logProbabilities[i]);
                }
            }
            for (int symbol = 0; symbol < rare.length; symbol++) {
                logProbabilities[symbol] = rare[symbol] ? lowest - UNKNOWN_PENALTY : logProbabilities[symbol];
            }
            pieces.keep(kept);
            model = new UnigramModel(pieces, words, LONGEST_WORD, logProbabilities);
        }

        /** Takes out the pieces without which the words lose least of their likelihood. */
        void prune(int wanted) {
            long[] frequencies = model.frequencies();
            double sum = Arrays.stream(frequencies).sum();
            List<Integer> kept = new ArrayList<>();
            for (int symbol = 0; symbol < rare.length; symbol++) {
                kept.add(symbol);
            }
            record Loss(int piece, double loss) {}
            List<Loss> losses = new ArrayList<>();
            UnigramModel.Reading reading = model.reading();
            for (int piece = rare.length; piece < frequencies.length; piece++) {
                int[] alternative = frequencies[piece] == 0 ? null : model.alternative(piece, reading);
                if (alternative != null) {
                    losses.add(new Loss(piece, loss(frequencies, sum, frequencies[piece], alternative)));
                }
            }
            losses.sort(Comparator.comparingDouble(Loss::loss).reversed().thenComparing(Loss::piece));
            losses.stream().limit(Math.max(0, wanted - kept.size())).forEach(loss -> kept.add(loss.piece()));
            double[] logProbabilities = new double[kept.size()];
            for (int i = 0; i < logProbabilities.length; i++) {
                logProbabilities[i] = model.logProbability(kept.get(i));
            }
            pieces.keep(kept.stream().mapToInt(Integer::intValue).toArray());
            model = new UnigramModel(pieces, words, LONGEST_WORD, logProbabilities);
        }

        /** What is lost when a piece is replaced by its alternative wherever it stands; the higher the worse. */
        private static double loss(long[] frequencies, double sum, double frequency, int[] alternative) {
            double logSum = StrictMath.log(sum + frequency * (alternative.length - 1));
            double replaced = 0;
            for (int piece : alternative) {
                replaced += StrictMath.log(frequencies[piece] + frequency) - logSum;
            }
            double likelihood = StrictMath.log(frequency) - StrictMath.log(sum) - replaced;
            return frequency * (likelihood + TOKEN_COST * (alternative.length - 1));
        }

        /** The characters, and of the other pieces as many as there is room for, those of the greatest loss first. */
        List<Piece> finish(List<Integer> alphabet, int room) {
            List<Piece> found = new ArrayList<>();
            int rareOnes = 0;
            for (int piece = 0; piece < pieces.size() && (piece < rare.length || piece < room); piece++) {
                boolean withoutScore = piece < rare.length && rare[piece];
                double score = withoutScore ? lowest + RARE_STEP * rareOnes++ : model.logProbability(piece);
                StringBuilder token = new StringBuilder();
                for (int i = 0; i < pieces.length(piece); i++) {
                    token.appendCodePoint(alphabet.get(pieces.text[pieces.place(piece) + i] - 1));
                }
                found.add(new Piece(token.toString(), score));
            }
            found.sort(Comparator.comparingDouble(Piece::score).reversed().thenComparing(Piece::token));
            return found;
        }
    }
}
