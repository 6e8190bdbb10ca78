package io.joyul.preprocess;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A question to a paragraph with its answers: a JSON array of {@code {"text", "answer_start"}}, as SQuAD has it, or an
 * object of two arrays, {@code {"text": […], "answer_start": […]}}, as Hugging Face has it. An empty array says that
 * there is no answer. Nothing is normalised, since that would move the answers.
 */
record QuestionShape() implements RowShape {
    @Override
    public Shaped shape(RawRow.Fields row, String paragraph) {
        String question = row.pair();
        if (question == null || question.isBlank()) {
            return new Bad(Reason.PAIR_MISSING);
        }
        if (row.label() == null) {
            return new Bad(Reason.LABEL_MISSING);
        }
        Optional<List<Content.Answer>> answers = Values.tree(row.label()).flatMap(QuestionShape::answers);
        if (answers.isEmpty()) {
            return new Bad(Reason.WRONG_SHAPE);
        }
        for (Content.Answer answer : answers.get()) {
            if (!standsThere(answer, paragraph)) {
                return new Bad(Reason.ANSWER_MISPLACED);
            }
        }
        return new Sound(
                question.strip() + "\n" + paragraph,
                new Content.Question(row.id(), question.strip(), paragraph, answers.get()));
    }

    private static Optional<List<Content.Answer>> answers(JsonNode node) {
        List<Content.Answer> answers = new ArrayList<>();
        if (node instanceof ArrayNode array) {
            for (JsonNode item : array) {
                if (!item.path("text").isTextual() || !item.path("answer_start").isInt()) {
                    return Optional.empty();
                }
                answers.add(new Content.Answer(
                        item.path("text").textValue(), item.path("answer_start").intValue()));
            }
            return Optional.of(answers);
        }
        JsonNode texts = node.path("text");
        JsonNode starts = node.path("answer_start");
        if (!texts.isArray() || !starts.isArray() || texts.size() != starts.size()) {
            return Optional.empty();
        }
        for (int i = 0; i < texts.size(); i++) {
            if (!texts.get(i).isTextual() || !starts.get(i).isInt()) {
                return Optional.empty();
            }
            answers.add(
                    new Content.Answer(texts.get(i).textValue(), starts.get(i).intValue()));
        }
        return Optional.of(answers);
    }

    private static boolean standsThere(Content.Answer answer, String paragraph) {
        int points = paragraph.codePointCount(0, paragraph.length());
        if (answer.text().isBlank() || answer.start() < 0 || answer.start() >= points) {
            return false;
        }
        return paragraph.startsWith(answer.text(), paragraph.offsetByCodePoints(0, answer.start()));
    }
}
