package io.joyul.preprocess;

import io.joyul.augment.AnswerSpan;
import io.joyul.config.InputConfig.Task;
import io.joyul.config.RunConfig;
import io.joyul.text.TextNormaliser;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Takes the texts out of a row, and puts others in their place. The first is the one that changes of words are
 * made in: the text, the first text of a pair, the question. Everything else of a row, such as its class, stays.
 */
record Wording(Task task, TextNormaliser normaliser) implements Serializable {
    /** For the rows of a run file. */
    static Wording of(RunConfig config) {
        return new Wording(
                config.input().task(), CleanRows.normaliser(config.preprocess().normalise()));
    }

    /** Whether the rows of a task are one text each, in which no place means anything. */
    static boolean isOneText(Task task) {
        return switch (task) {
            case CLASSIFICATION, DOCUMENTS, CAUSAL, DENOISING, REPLACED_TOKENS, NEXT_SENTENCE, SENTENCE_ORDER -> true;
            case PAIRS, TAGS, SPANS, DIALOGUE, PREFERENCE, RANKING -> false;
        };
    }

    /** A row's columns {@code label} and {@code text}. */
    record Worded(String label, String text) implements Serializable {}

    /** The texts of a row: one, both of a pair, or a question, its paragraph and its answers. */
    List<String> texts(Worded row) {
        if (task == Task.CLASSIFICATION) {
            return List.of(row.text());
        }
        Content content = Content.of(row.label());
        if (content instanceof Content.Pair pair) {
            return List.of(pair.first(), pair.second());
        }
        if (content instanceof Content.Question question) {
            List<String> texts = new ArrayList<>(List.of(question.question(), question.paragraph()));
            question.answers().forEach(answer -> texts.add(answer.text()));
            return texts;
        }
        return List.of(((Content.Document) content).text());
    }

    /** The texts each of which must be near its counterpart for two rows to be near each other. */
    List<String> parts(Worded row) {
        List<String> parts = task == Task.CLASSIFICATION
                ? List.of()
                : Content.of(row.label()).parts();
        return parts.isEmpty()
                ? List.of(row.text())
                : parts.stream().map(normaliser::normalise).toList();
    }

    /** What rows must share to be mixed. */
    String label(Worded row) {
        return task == Task.CLASSIFICATION
                ? row.label()
                : String.valueOf(Content.of(row.label(), Content.Document.class).label());
    }

    /** The row with its first text worded anew. */
    Worded reworded(Worded row, String first) {
        if (task == Task.CLASSIFICATION) {
            return new Worded(row.label(), normaliser.normalise(first));
        }
        Content content = Content.of(row.label());
        if (content instanceof Content.Pair pair) {
            return row(new Content.Pair(normaliser.normalise(first), pair.second(), pair.label()));
        }
        if (content instanceof Content.Question question) {
            return row(new Content.Question(question.key(), first.strip(), question.paragraph(), question.answers()));
        }
        return row(new Content.Document(RowShape.withLines(normaliser, first), ((Content.Document) content).label()));
    }

    /**
     * The row with all its texts after a round trip. A question and a second text stay as they were where the trip is not
     * accepted; a row whose first text, or paragraph, is not accepted gives nothing, and so does a question whose answers
     * are all lost.
     *
     * @param trips what came back of each of {@link #texts}
     * @param accepted whether what came back may stand for a text
     */
    Optional<Worded> reworded(Worded row, List<String> trips, BiPredicate<String, String> accepted) {
        List<String> texts = texts(row);
        if (task == Task.SPANS) {
            return accepted.test(texts.get(1), trips.get(1)) ? question(row, texts, trips, accepted) : Optional.empty();
        }
        if (!accepted.test(texts.get(0), trips.get(0))) {
            return Optional.empty();
        }
        Worded first = reworded(row, trips.get(0));
        if (task == Task.PAIRS && accepted.test(texts.get(1), trips.get(1))) {
            Content.Pair pair = Content.of(first.label(), Content.Pair.class);
            return Optional.of(row(new Content.Pair(pair.first(), normaliser.normalise(trips.get(1)), pair.label())));
        }
        return Optional.of(first);
    }

    private Optional<Worded> question(
            Worded row, List<String> texts, List<String> trips, BiPredicate<String, String> accepted) {
        Content.Question old = Content.of(row.label(), Content.Question.class);
        String paragraph = trips.get(1);
        List<Content.Answer> answers = new ArrayList<>();
        for (int i = 0; i < old.answers().size(); i++) {
            Content.Answer answer = old.answers().get(i);
            double place = (double) answer.start()
                    / old.paragraph().codePointCount(0, old.paragraph().length());
            AnswerSpan.recover(paragraph, List.of(answer.text(), trips.get(i + 2)), place)
                    .map(span -> new Content.Answer(span.text(), span.start()))
                    .ifPresent(answers::add);
        }
        if (answers.isEmpty() && !old.answers().isEmpty()) {
            return Optional.empty();
        }
        String question =
                accepted.test(texts.get(0), trips.get(0)) ? trips.get(0).strip() : old.question();
        return Optional.of(row(new Content.Question(old.key(), question, paragraph, answers)));
    }

    /** A question to another paragraph, in which it has no answer. */
    Worded unanswered(Worded row, String paragraph) {
        Content.Question old = Content.of(row.label(), Content.Question.class);
        return row(new Content.Question(old.key(), old.question(), paragraph, List.of()));
    }

    /** The text is that by which duplicates and leaks are told, as the task's {@link RowShape} has it. */
    private Worded row(Content content) {
        String text;
        if (content instanceof Content.Pair pair) {
            text = pair.first() + "\n" + pair.second();
        } else if (content instanceof Content.Question question) {
            text = question.question() + "\n" + question.paragraph();
        } else {
            text = ((Content.Document) content).text();
        }
        return new Worded(content.toJson(), normaliser.normalise(text));
    }
}
