package io.joyul.preprocess;

import io.joyul.config.ExamplesConfig.TagUnits;
import io.joyul.config.InputConfig.Task;
import io.joyul.text.TextNormaliser;
import java.io.Serializable;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the content of a task out of the columns of a row, or says why there is none. */
sealed interface RowShape extends Serializable
        permits PairShape, TagShape, QuestionShape, DocumentShape, DialogueShape, PreferenceShape, RankingShape {
    /** What became of a row. */
    sealed interface Shaped permits Sound, Bad {}

    /**
     * A row that is as it should be.
     *
     * @param text by which duplicates and leaks are told, and whose words a vocabulary is learnt from
     */
    record Sound(String text, Content content) implements Shaped {}

    /** A row to be set aside. */
    record Bad(Reason reason) implements Shaped {}

    /** {@code text} is there. */
    Shaped shape(RawRow.Fields row, String text);

    /** The shape of a task's rows; null for the classification of one text. */
    static @Nullable RowShape of(Task task, TagUnits tagUnits, TextNormaliser normaliser) {
        return switch (task) {
            case CLASSIFICATION -> null;
            case PAIRS -> new PairShape(normaliser);
            case TAGS -> new TagShape(tagUnits);
            case SPANS -> new QuestionShape();
            case DOCUMENTS -> new DocumentShape(normaliser, DocumentShape.Label.NEEDED);
            case CAUSAL, DENOISING, REPLACED_TOKENS, NEXT_SENTENCE, SENTENCE_ORDER ->
                new DocumentShape(normaliser, DocumentShape.Label.NONE);
            case DIALOGUE -> new DialogueShape(normaliser);
            case PREFERENCE -> new PreferenceShape(normaliser);
            case RANKING -> new RankingShape(normaliser);
        };
    }

    /** Normalises line by line and leaves spaces as they are, for code and tables mean something by them. */
    static String withLines(TextNormaliser normaliser, String text) {
        Set<TextNormaliser.Step> steps = EnumSet.noneOf(TextNormaliser.Step.class);
        steps.addAll(normaliser.steps());
        steps.remove(TextNormaliser.Step.COLLAPSE_WHITESPACE);
        TextNormaliser byLine = new TextNormaliser(steps);
        return text.lines()
                .map(byLine::normalise)
                .collect(Collectors.joining("\n"))
                .strip();
    }
}
