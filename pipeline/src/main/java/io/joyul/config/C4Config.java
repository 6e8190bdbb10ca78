package io.joyul.config;

import java.util.Optional;

/**
 * The rules of C4 (Raffel et al. 2020, section 2.2, https://jmlr.org/papers/v21/20-074.html). The first five take lines,
 * or marks within them, out of a text, the sixth sentences, the others condemn it whole.
 *
 * @param citations marks such as [1], [edit] and [citation needed] go
 * @param terminalPunctuation a line ends with a mark that ends a sentence
 * @param minLineWords words in a line
 * @param javascript no line speaks of JavaScript
 * @param policy no line speaks of terms of use, privacy policies or cookies
 * @param duplicateSpans sentences in a row that go from a text when they stand together in another, or further up; the
 *     first of the split stay
 * @param minSentences in the text
 * @param loremIpsum the phrase is nowhere in the text
 * @param curlyBracket the character is nowhere in the text
 * @param badWords a file of words or phrases, one a line, of which none stands in the text
 */
public record C4Config(
        @Default("false") @Published("true") boolean citations,
        @Default("false") @Published("true") boolean terminalPunctuation,
        @Published("5") @Within("[1, 1000]") Optional<Integer> minLineWords,
        @Default("false") @Published("true") boolean javascript,
        @Default("false") @Published("true") boolean policy,
        @Published("3") @Within("[1, 100]") Optional<Integer> duplicateSpans,
        @Published("3") @Within("[1, 1000]") Optional<Integer> minSentences,
        @Default("false") @Published("true") boolean loremIpsum,
        @Default("false") @Published("true") boolean curlyBracket,
        Optional<String> badWords) {}
