/**
 * Makes tokenizers from counted words: WordPiece, byte-level BPE and Unigram, each a {@code TokenizerTrainer}.
 *
 * <p>A trainer knows the whole tokenizer but its vocabulary, and so how texts are cut into words. Whoever has texts
 * counts those words, anywhere and in any order, hands the counts to the trainer and gets the {@code tokenizer.json}.
 * What comes out depends on the counts alone: words are sorted first, ties go to the smaller id, and sums of fractions
 * are added in a fixed order.
 *
 * <p>{@code PairMerger} serves WordPiece and BPE, which Hugging Face trains alike; on the same counts the merges of BPE
 * are the ones that its trainer makes. {@code PieceLattices} serves Unigram, whose seeds are the repeated substrings
 * that {@code RepeatedSubstrings} reads off the sorted suffixes of the words.
 */
@NullMarked
package io.joyul.tokenize.train;

import org.jspecify.annotations.NullMarked;
