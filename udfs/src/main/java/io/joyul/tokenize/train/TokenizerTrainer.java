package io.joyul.tokenize.train;

/** Learns the vocabulary of one kind of tokenizer from counted words. The same counts give the same file. */
public sealed interface TokenizerTrainer permits WordPieceTrainer, BytePairTrainer, UnigramTrainer {
    /**
     * The {@code tokenizer.json} to be, with no more than the special tokens in its vocabulary: by it texts are cut into
     * the words that are to be counted ({@link io.joyul.tokenize.WordSplitter}).
     */
    String untrained();

    /** The {@code tokenizer.json} with the vocabulary that these words teach. */
    String train(WordCounts words);
}
