package io.joyul.config;

import java.util.Optional;

/**
 * The quality and repetition rules of Gopher (Rae et al. 2021, appendix A.1.1, https://arxiv.org/abs/2112.11446), each a
 * threshold. They were made for long English pages.
 *
 * @param minWords words with a letter or digit in the text
 * @param maxWords the same
 * @param minMeanWordLength code points in such a word
 * @param maxMeanWordLength the same
 * @param maxSymbolsPerWord hash signs, or ellipses, for each word
 * @param maxBulletLines share of the lines that start with a bullet
 * @param maxEllipsisLines share of the lines that end with an ellipsis
 * @param minAlphabeticWords share of the words with a letter
 * @param minStopWords how many of the, be, to, of, and, that, have, with occur
 * @param maxDuplicateLines share of the lines that came before
 * @param maxDuplicateParagraphs share of the paragraphs that came before
 * @param maxDuplicateLineCharacters share of the characters in such lines
 * @param maxDuplicateParagraphCharacters share of the characters in such paragraphs
 * @param maxTopTwoGram share of the characters in the most frequent two words
 * @param maxTopThreeGram in three words
 * @param maxTopFourGram in four words
 * @param maxDuplicateFiveGrams share of the characters in runs of five words that came before
 * @param maxDuplicateSixGrams of six
 * @param maxDuplicateSevenGrams of seven
 * @param maxDuplicateEightGrams of eight
 * @param maxDuplicateNineGrams of nine
 * @param maxDuplicateTenGrams of ten
 */
public record GopherConfig(
        @Published("50") @Within("[0, 1000000000]") Optional<Integer> minWords,
        @Published("100000") @Within("[0, 1000000000]") Optional<Integer> maxWords,
        @Published("3") @Within("[0, 1000]") Optional<Double> minMeanWordLength,
        @Published("10") @Within("[0, 1000]") Optional<Double> maxMeanWordLength,
        @Published("0.1") @Within("[0, 1000]") Optional<Double> maxSymbolsPerWord,
        @Published("0.9") @Within("[0, 1]") Optional<Double> maxBulletLines,
        @Published("0.3") @Within("[0, 1]") Optional<Double> maxEllipsisLines,
        @Published("0.8") @Within("[0, 1]") Optional<Double> minAlphabeticWords,
        @Published("2") @Within("[0, 8]") Optional<Integer> minStopWords,
        @Published("0.3") @Within("[0, 1]") Optional<Double> maxDuplicateLines,
        @Published("0.3") @Within("[0, 1]") Optional<Double> maxDuplicateParagraphs,
        @Published("0.2") @Within("[0, 1]") Optional<Double> maxDuplicateLineCharacters,
        @Published("0.2") @Within("[0, 1]") Optional<Double> maxDuplicateParagraphCharacters,
        @Published("0.2") @Within("[0, 1]") Optional<Double> maxTopTwoGram,
        @Published("0.18") @Within("[0, 1]") Optional<Double> maxTopThreeGram,
        @Published("0.16") @Within("[0, 1]") Optional<Double> maxTopFourGram,
        @Published("0.15") @Within("[0, 1]") Optional<Double> maxDuplicateFiveGrams,
        @Published("0.14") @Within("[0, 1]") Optional<Double> maxDuplicateSixGrams,
        @Published("0.13") @Within("[0, 1]") Optional<Double> maxDuplicateSevenGrams,
        @Published("0.12") @Within("[0, 1]") Optional<Double> maxDuplicateEightGrams,
        @Published("0.11") @Within("[0, 1]") Optional<Double> maxDuplicateNineGrams,
        @Published("0.1") @Within("[0, 1]") Optional<Double> maxDuplicateTenGrams) {}
