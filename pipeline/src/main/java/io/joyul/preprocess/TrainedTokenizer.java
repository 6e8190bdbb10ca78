package io.joyul.preprocess;

/**
 * A tokenizer and the words that it was learnt from.
 *
 * @param json the content of its {@code tokenizer.json}
 * @param distinctWords how many different words the texts hold
 * @param floor words seen less often than this were left out; 1 when all were used
 * @param usedWords how many different words were left
 */
public record TrainedTokenizer(String json, long distinctWords, long floor, long usedWords) {
    /** What to tell the user of it. */
    public String summary() {
        String words = "learnt from %,d words".formatted(distinctWords);
        return floor == 1
                ? words
                : "learnt from %,d of %,d words, those seen at least %,d times (preprocess.tokenizer.max-words)"
                        .formatted(usedWords, distinctWords, floor);
    }
}
