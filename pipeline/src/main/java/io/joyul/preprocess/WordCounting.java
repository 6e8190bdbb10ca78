package io.joyul.preprocess;

import io.joyul.tokenize.WordSplitter;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import scala.Tuple2;

/**
 * Words of a partition with counts that are summed up as far as memory allows: a word comes again after every so many
 * different ones. Spares Spark's shuffle most of the single words.
 */
final class WordCounting implements Iterator<Tuple2<String, Long>> {
    private static final int MOST_WORDS = 1 << 17;

    private final Iterator<String> texts;
    private final WordSplitter splitter;
    private Iterator<Map.Entry<String, Long>> counted = Collections.emptyIterator();

    WordCounting(Iterator<String> texts, WordSplitter splitter) {
        this.texts = texts;
        this.splitter = splitter;
    }

    @Override
    public boolean hasNext() {
        while (!counted.hasNext() && texts.hasNext()) {
            Map<String, Long> counts = new HashMap<>();
            while (counts.size() < MOST_WORDS && texts.hasNext()) {
                splitter.words(texts.next(), word -> counts.merge(word, 1L, Long::sum));
            }
            counted = counts.entrySet().iterator();
        }
        return counted.hasNext();
    }

    @Override
    public Tuple2<String, Long> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no words are left");
        }
        Map.Entry<String, Long> entry = counted.next();
        return new Tuple2<>(entry.getKey(), entry.getValue());
    }
}
