package io.joyul.example;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.Truncation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A question and its paragraph, in as many windows as the paragraph needs, each sharing tokens with the one before
 * (Devlin et al. 2019, section 4.2; the recipe of transformers' {@code run_qa.py}). The answer is a span of tokens in each
 * window that holds the whole of it, and the classification token in the others.
 *
 * <p>A row is dropped when the characters of its answer's tokens do not hold the answer: a tokenizer that skips what it
 * cannot read would train the model on a wrong place.
 */
final class SpanMaker implements ExampleMaker {
    private final TextEncoder encoder;
    private final Tokenizer windows;
    private final int longestQuestion;

    SpanMaker(TextEncoder encoder, int overlap) {
        this.encoder = encoder;
        this.windows = encoder.truncating(new Truncation(
                encoder.maxLength(), overlap, Truncation.Strategy.ONLY_SECOND, Truncation.Direction.RIGHT));
        // Beside the special tokens, of which RoBERTa has one more than BERT, windows must go forward by more than they
        // share.
        this.longestQuestion = Math.min(64, encoder.maxLength() - overlap - encoder.pairSpecials() - 2);
        if (longestQuestion < 1) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "preprocess.max-length of " + encoder.maxLength() + " with preprocess.examples.overlap of "
                            + overlap + " has no room for a question; allow more tokens or overlap less");
        }
    }

    @Override
    public Kind kind() {
        return Kind.SPAN;
    }

    @Override
    public Made make(Source row) {
        Content.Question question = row.content(Content.Question.class);
        Encoding first = windows.encode(cut(question.question()), question.paragraph());
        List<Encoding> all = new ArrayList<>(first.overflowing());
        all.add(0, first);
        Content.Answer answer =
                question.answers().isEmpty() ? null : question.answers().get(0);
        List<Example.Span> examples = new ArrayList<>();
        TokenCounts counts = new TokenCounts(0, 0);
        boolean found = false;
        for (Encoding window : all) {
            int[] place = answer == null ? new int[2] : place(window, answer);
            found |= place[1] > 0;
            counts = counts.plus(encoder.count(window));
            examples.add(example(row, question, window, examples.size(), place));
        }
        if (IntStream.range(0, first.length()).noneMatch(token -> isParagraph(first, token))) {
            return Made.dropped(DropRule.NO_TOKENS);
        }
        // An answer longer than the windows share is in none of them whole; so is one that no token stands for.
        return answer != null && !found
                ? Made.dropped(DropRule.ANSWER_LOST)
                : Made.of(examples, all.size() > 1, counts);
    }

    private String cut(String question) {
        Encoding encoding = encoder.whole(question);
        int tokens = 0;
        for (int i = 0; i < encoding.length(); i++) {
            if (encoding.specialTokensMask()[i] == 0 && ++tokens == longestQuestion + 1) {
                return question.substring(0, question.offsetByCodePoints(0, encoding.starts()[i]));
            }
        }
        return question;
    }

    /** The first and the last token of the answer; 0 and 0 when the window does not hold the whole of it. */
    private static int[] place(Encoding window, Content.Answer answer) {
        int from = answer.start();
        int to = from + answer.text().codePointCount(0, answer.text().length());
        int first = 0;
        int last = 0;
        int start = Integer.MAX_VALUE;
        int end = -1;
        for (int i = 0; i < window.length(); i++) {
            if (isParagraph(window, i)) {
                start = Math.min(start, window.starts()[i]);
                end = Math.max(end, window.ends()[i]);
                if (window.ends()[i] > from && window.starts()[i] < to) {
                    first = first == 0 ? i : first;
                    last = i;
                }
            }
        }
        boolean whole = start <= from && end >= to && first > 0;
        boolean covered = whole && window.starts()[first] <= from && window.ends()[last] >= to;
        return covered ? new int[] {first, last} : new int[2];
    }

    /** By the text that the token is of: its segment says nothing where the model has but one, as RoBERTa's. */
    private static boolean isParagraph(Encoding window, int token) {
        return window.sequenceIds()[token] == 1;
    }

    private static Example.Span example(
            Source row, Content.Question question, Encoding window, int index, int[] place) {
        int[] starts = new int[window.length()];
        int[] ends = new int[window.length()];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = isParagraph(window, i) ? window.starts()[i] : -1;
            ends[i] = isParagraph(window, i) ? window.ends()[i] : -1;
        }
        return new Example.Span(
                row.id(),
                window.ids(),
                window.typeIds(),
                index,
                place[0],
                place[1],
                starts,
                ends,
                question.key(),
                row.split().heldOut() ? question.paragraph() : null,
                row.split().heldOut() ? answers(question) : null);
    }

    private static @Nullable String answers(Content.Question question) {
        return Content.MAPPER
                .valueToTree(question.answers().stream()
                        .map(Content.Answer::text)
                        .distinct()
                        .toList())
                .toString();
    }
}
