package io.joyul.preprocess;

import io.joyul.config.TokenizerConfig;
import io.joyul.tokenize.WordSplitter;
import io.joyul.tokenize.train.BytePairTrainer;
import io.joyul.tokenize.train.TokenizerJson;
import io.joyul.tokenize.train.TokenizerJson.Case;
import io.joyul.tokenize.train.TokenizerTrainer;
import io.joyul.tokenize.train.UnigramTrainer;
import io.joyul.tokenize.train.WordCounts;
import io.joyul.tokenize.train.WordPieceTrainer;
import java.util.Map;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;

/**
 * Trains a tokenizer. The executors count words, which Spark spills to disk where memory is short; the driver sees the
 * distinct words alone, and of those no more than it was allowed to.
 */
final class VocabularyTraining {
    /** Counts above this are alike when a floor is looked for. */
    private static final int HIGHEST_FLOOR = 100_000;

    private VocabularyTraining() {}

    /**
     * Words with their counts.
     *
     * @param distinct how many different words there were
     * @param floor words seen less often are not among the counts
     */
    record Counted(Map<String, Long> counts, long distinct, long floor) {}

    /** A tokenizer with a vocabulary made from these texts; their order and partitions do not matter. */
    static TrainedTokenizer train(JavaRDD<String> texts, TokenizerConfig config) {
        TokenizerTrainer trainer = trainer(config);
        Counted words = wordCounts(texts, trainer.untrained(), config.maxWords());
        return new TrainedTokenizer(
                trainer.train(WordCounts.of(words.counts())),
                words.distinct(),
                words.floor(),
                words.counts().size());
    }

    private static TokenizerTrainer trainer(TokenizerConfig config) {
        Case letters = config.lowercase() ? Case.LOWERED : Case.KEPT;
        int size = config.vocabularySize();
        return switch (config.kind()) {
            // Every character, as Hugging Face's trainer does, but never more than fit: one may be two tokens, at the
            // start of a word and within.
            case WORDPIECE ->
                new WordPieceTrainer(
                        size, config.minFrequency(), (size - TokenizerJson.SPECIAL_TOKENS.size()) / 2, letters);
            case BYTE_BPE ->
                new BytePairTrainer(
                        size,
                        config.minFrequency(),
                        config.maxTokenLength() == 0 ? Integer.MAX_VALUE : config.maxTokenLength(),
                        letters);
            case UNIGRAM ->
                new UnigramTrainer(
                        size,
                        config.maxTokenLength() == 0 ? UnigramTrainer.USUAL_PIECE_LENGTH : config.maxTokenLength(),
                        size / 2,
                        letters);
        };
    }

    /**
     * Counts the words that a tokenizer sees in these texts.
     *
     * @param untrained a {@code tokenizer.json}, whose vocabulary plays no part
     * @param limit distinct words that may come to the driver; of more, only those come that are seen at least as often
     *     as the lowest count that keeps to it
     */
    static Counted wordCounts(JavaRDD<String> texts, String untrained, int limit) {
        JavaPairRDD<String, Long> counts = texts.mapPartitionsToPair(
                        part -> new WordCounting(part, new WordSplitter(untrained)))
                .reduceByKey(Long::sum);
        // Read twice: Spark's shuffle keeps the partial sums on disk, so nothing is counted again.
        long[] wordsByCount = wordsByCount(counts);
        long distinct = 0;
        long floor = 1;
        for (int count = HIGHEST_FLOOR; count > 0; count--) {
            distinct += wordsByCount[count];
            floor = distinct > limit ? Math.max(floor, count + 1L) : floor;
        }
        long lowest = floor;
        return new Counted(counts.filter(word -> word._2() >= lowest).collectAsMap(), distinct, floor);
    }

    private static long[] wordsByCount(JavaPairRDD<String, Long> counts) {
        return counts.values()
                .aggregate(
                        new long[HIGHEST_FLOOR + 1],
                        (histogram, count) -> {
                            histogram[(int) Math.min(count, HIGHEST_FLOOR)]++;
                            return histogram;
                        },
                        (left, right) -> {
                            for (int i = 0; i < left.length; i++) {
                                left[i] += right[i];
                            }
                            return left;
                        });
    }
}
