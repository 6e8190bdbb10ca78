package io.joyul.preprocess;

import io.joyul.config.TokenizerConfig;
import io.joyul.tokenize.TokenizerJson;
import io.joyul.tokenize.WordPieceTrainer;
import io.joyul.tokenize.WordSplitter;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/** Trains a WordPiece tokenizer: the words are counted on the executors, the driver sees only their counts. */
final class VocabularyTraining {
    /** Distinct words that come to the driver at most; of more, the rarest stay behind. */
    private static final int MOST_WORDS = 1_000_000;

    /** Counts above this are alike when a floor is looked for. */
    private static final int HIGHEST_FLOOR = 10_000;

    private VocabularyTraining() {}

    /** The {@code tokenizer.json} of a vocabulary made from these texts; their order and partitions do not matter. */
    static String train(JavaRDD<String> texts, TokenizerConfig config) {
        TokenizerJson.Case letters = config.lowercase() ? TokenizerJson.Case.LOWERED : TokenizerJson.Case.KEPT;
        // A character may be two tokens, at the start of a word and within; half of the vocabulary is for longer ones.
        WordPieceTrainer trainer =
                new WordPieceTrainer(config.vocabularySize(), config.minFrequency(), config.vocabularySize() / 4);
        return TokenizerJson.wordPiece(trainer.train(wordCounts(texts, letters, MOST_WORDS)), letters);
    }

    /** Words with their counts; when more than {@code limit} differ, only those above the floor that leaves as many. */
    static Map<String, Long> wordCounts(JavaRDD<String> texts, TokenizerJson.Case letters, int limit) {
        JavaPairRDD<String, Long> counts = texts.mapPartitionsToPair(part -> countWords(part, letters))
                .reduceByKey(Long::sum)
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long floor = floor(counts, limit);
            return new TreeMap<>(counts.filter(word -> word._2() >= floor).collectAsMap());
        } finally {
            counts.unpersist(false);
        }
    }

    private static Iterator<Tuple2<String, Long>> countWords(Iterator<String> texts, TokenizerJson.Case letters) {
        WordSplitter splitter = new WordSplitter(letters);
        return new FlatIterator<>(texts, text -> {
            Map<String, Long> counts = new HashMap<>();
            splitter.words(text, word -> counts.merge(word, 1L, Long::sum));
            return counts.entrySet().stream()
                    .map(entry -> new Tuple2<>(entry.getKey(), entry.getValue()))
                    .iterator();
        });
    }

    /** The lowest count that at most {@code limit} words reach. */
    private static long floor(JavaPairRDD<String, Long> counts, int limit) {
        long[] words = counts.values()
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
        long reached = 0;
        for (int count = HIGHEST_FLOOR; count > 0; count--) {
            reached += words[count];
            if (reached > limit) {
                return count + 1L;
            }
        }
        return 1;
    }
}
