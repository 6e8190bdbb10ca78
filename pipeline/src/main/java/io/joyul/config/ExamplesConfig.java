package io.joyul.config;

import java.io.Serializable;
import java.util.List;

/**
 * How the examples of {@code input.task} are made.
 *
 * @param overlap for spans and documents: tokens that a window shares with the one before
 * @param tagUnits for tags: what one tag belongs to
 * @param taggedPieces for tags: which tokens of a word bear its tag
 * @param negatives for ranking, where a row has one answer: other rows' answers to rank below it
 * @param denoising for denoising: how a text is damaged
 * @param noiseShare for denoising and replaced tokens: share of the tokens that are damaged
 * @param meanSpan for denoising: tokens of a damaged span on average
 * @param shortShare for pairs of passages: share of the pairs that are made shorter than there is room for
 * @param userTurn for dialogue and preference: how what a model is told is written; {@code {text}} stands for it
 * @param assistantTurn how what a model says is written; the loss is on {@code {text}} and what follows it
 * @param endToken put after each thing that a model says, and after a causal text; {@code auto}: the first of {@code
 *     </s>}, {@code <|endoftext|>}, {@code <|im_end|>}, {@code [SEP]} that the vocabulary has
 */
public record ExamplesConfig(
        @Default("32") @Within("[0, 4092]") int overlap,
        @Default("words") TagUnits tagUnits,
        @Default("first") TaggedPieces taggedPieces,
        @Default("7") @Within("[1, 255]") int negatives,
        @Default("sentinels") Denoising denoising,
        @Default("0.15") @Within("(0, 1]") double noiseShare,
        @Default("3.0") @Within("[1, 100]") double meanSpan,
        @Default("0.1") @Within("[0, 1]") double shortShare,

        @Default("\"User: {text}\\n\"") String userTurn,

        @Default("\"Assistant: {text}\"") String assistantTurn,

        @Default("auto") String endToken)
        implements Serializable {

    /** What one tag belongs to. */
    public enum TagUnits {
        WORDS(" "),
        CHARACTERS("");

        private final String between;

        TagUnits(String between) {
            this.between = between;
        }

        /** The text that the units make up. */
        public String join(List<String> units) {
            return String.join(between, units);
        }
    }

    /** Which tokens of a tagged word bear its tag; the others are no targets. */
    public enum TaggedPieces {
        FIRST,
        ALL
    }

    /** How a text is damaged. */
    public enum Denoising {
        /** T5's: each lost span leaves a sentinel, the target is what was lost. */
        SENTINELS,
        /** BART's: each lost span leaves a mask token, the target is the whole text. */
        INFILLING,
        /** BART's whole recipe: the same, with the sentences in a random order before. */
        SHUFFLED_INFILLING
    }
}
