package io.joyul.example;

import io.joyul.preprocess.Content;
import io.joyul.preprocess.Draws;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.Truncation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A text with each of its candidates, for a cross-encoder (Nogueira and Cho 2019, https://arxiv.org/abs/1901.04085). Where
 * a row has one right answer, its rivals are drawn from the answers of other rows.
 */
final class RankingMaker implements ExampleMaker {
    private static final int TRIES = 20;

    private final TextEncoder encoder;
    private final Tokenizer tokenizer;
    private final List<Stranger> strangers;
    private final int negatives;
    private final long seed;

    RankingMaker(TextEncoder encoder, List<Stranger> strangers, int negatives, long seed) {
        this.encoder = encoder;
        this.tokenizer = encoder.truncating(new Truncation(encoder.maxLength(), 0));
        this.strangers = strangers;
        this.negatives = negatives;
        this.seed = seed;
    }

    @Override
    public Kind kind() {
        return Kind.RANKING;
    }

    @Override
    public Made make(Source row) {
        Content.Ranking ranking = row.content(Content.Ranking.class);
        List<String> candidates = ranking.candidates();
        int[] relevances =
                ranking.relevances().stream().mapToInt(Integer::intValue).toArray();
        if (candidates.size() == 1) {
            candidates = withRivals(row.id(), candidates.get(0));
            relevances = new int[candidates.size()];
            relevances[0] = 1;
        }
        if (candidates.size() < 2) {
            return Made.dropped(DropRule.NO_TARGET);
        }
        List<int[]> ids = new ArrayList<>();
        List<int[]> types = new ArrayList<>();
        TokenCounts counts = new TokenCounts(0, 0);
        boolean truncated = false;
        for (String candidate : candidates) {
            Encoding encoding = tokenizer.encode(ranking.query(), candidate);
            ids.add(encoding.ids());
            types.add(encoding.typeIds());
            counts = counts.plus(encoder.count(encoding));
            truncated |= !encoding.overflowing().isEmpty();
        }
        if (counts.none()) {
            return Made.dropped(DropRule.NO_TOKENS);
        }
        Example.Ranking example = new Example.Ranking(
                row.id(),
                joined(ids),
                joined(types),
                ids.stream().mapToInt(sequence -> sequence.length).toArray(),
                relevances,
                row.shown());
        return Made.of(List.of(example), truncated, counts);
    }

    private List<String> withRivals(long id, String right) {
        Set<String> candidates = new LinkedHashSet<>();
        candidates.add(right);
        SplittableRandom random = new SplittableRandom(Draws.of(seed, id));
        for (int i = 0; i < TRIES * negatives && candidates.size() <= negatives && !strangers.isEmpty(); i++) {
            Stranger drawn = strangers.get(random.nextInt(strangers.size()));
            if (drawn.id() != id) {
                candidates.add(drawn.text());
            }
        }
        return List.copyOf(candidates);
    }

    private static int[] joined(List<int[]> parts) {
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
