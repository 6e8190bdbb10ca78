package io.joyul.mask;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of passages out of documents, for a model that tells how they relate; a pure function of the document, a sample of
 * other documents and a seed.
 *
 * <p>Sentences are taken in order until they fill the room; the passage is cut in two at a sentence's end. In half of
 * the cases the second part is
 *
 * <ul>
 *   <li>{@link Relation#NEXT_SENTENCE}: replaced by a passage of another document, and its own sentences are used again
 *       (Devlin et al. 2019, https://arxiv.org/abs/1810.04805);
 *   <li>{@link Relation#SENTENCE_ORDER}: swapped with the first (ALBERT, Lan et al. 2020,
 *       https://arxiv.org/abs/1909.11942).
 * </ul>
 *
 * @param relation what is to be told
 * @param room tokens that both passages may have together
 * @param shortShare share of the pairs that are made shorter, by a random length, so that a model sees those too
 */
public record SegmentPairs(Relation relation, int room, double shortShare) implements Serializable {
    private static final int TRIES = 50;

    /** What is to be told of two passages. */
    public enum Relation {
        NEXT_SENTENCE,
        SENTENCE_ORDER
    }

    /** A piece of some document. */
    public record Passage(long document, Grouped tokens) implements Serializable {}

    public SegmentPairs {
        Shares.requireProbability(shortShare);
        if (room < 2) {
            throw new IllegalArgumentException("two passages need room for 2 tokens, but there is room for " + room);
        }
    }

    /**
     * The pairs of one document; none when it has only one sentence.
     *
     * @param sentences without special tokens
     * @param strangers passages to take a wrong second part from; those of the same document are left out
     */
    public List<SegmentPair> of(long document, List<Grouped> sentences, List<Passage> strangers, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Grouped> full =
                sentences.stream().filter(sentence -> sentence.length() > 0).toList();
        List<SegmentPair> pairs = new ArrayList<>();
        int from = 0;
        while (from < full.size()) {
            int target = random.nextDouble() < shortShare ? 2 + random.nextInt(room - 1) : room;
            int to = from;
            for (int tokens = 0; to < full.size() && tokens < target; to++) {
                tokens += full.get(to).length();
            }
            if (to - from < 2 && to < full.size()) {
                // A long sentence alone is no pair; it takes the next along and is cut.
                to++;
            }
            if (to - from < 2) {
                break;
            }
            int cut = from + 1 + random.nextInt(to - from - 1);
            Grouped first = Grouped.join(full.subList(from, cut));
            Grouped second = Grouped.join(full.subList(cut, to));
            Grouped stranger = null;
            boolean wrong = random.nextBoolean();
            if (wrong && relation == Relation.NEXT_SENTENCE) {
                stranger = stranger(document, strangers, random);
                wrong = stranger != null;
            }
            if (stranger != null) {
                pairs.add(cut(first, stranger, target, 1));
                from = cut;
            } else {
                pairs.add(wrong ? cut(second, first, target, 1) : cut(first, second, target, 0));
                from = to;
            }
        }
        return pairs;
    }

    private static @Nullable Grouped stranger(long document, List<Passage> strangers, SplittableRandom random) {
        for (int attempt = 0; attempt < TRIES && !strangers.isEmpty(); attempt++) {
            Passage drawn = strangers.get(random.nextInt(strangers.size()));
            if (drawn.document() != document && drawn.tokens().length() > 0) {
                return drawn.tokens();
            }
        }
        return null;
    }

    /** Cuts the longer of the two at its end until both fit. */
    private static SegmentPair cut(Grouped first, Grouped second, int room, int label) {
        int one = first.length();
        int two = second.length();
        while (one + two > room) {
            if (one > two) {
                one--;
            } else {
                two--;
            }
        }
        return new SegmentPair(first.first(one), second.first(two), label);
    }
}
