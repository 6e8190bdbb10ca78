package io.joyul.example;

import io.joyul.mask.Groups;
import io.joyul.mask.Masked;
import io.joyul.mask.MaskingStrategy;
import io.joyul.mask.SegmentPair;
import io.joyul.mask.SegmentPairs;
import io.joyul.mask.SegmentPairs.Passage;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.Draws;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.tokenize.SpecialTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pairs of passages with hidden tokens, {@code [CLS] first [SEP] second [SEP]}, for a model that learns both at once as
 * BERT and ALBERT did. Tokens are hidden one by one.
 */
final class SegmentMaker implements ExampleMaker {
    private static final int PASSAGES = 4;

    private final TextEncoder encoder;
    private final SegmentPairs pairs;
    private final MaskingStrategy masking;
    private final SpecialTokens special;
    private final List<Passage> strangers = new ArrayList<>();
    private final long seed;

    SegmentMaker(
            TextEncoder encoder,
            SegmentPairs.Relation relation,
            double shortShare,
            MaskingStrategy masking,
            List<Stranger> strangers,
            long seed) {
        this.encoder = encoder;
        this.pairs = new SegmentPairs(relation, encoder.maxLength() - 3, shortShare);
        this.masking = masking;
        this.special = encoder.tokenizer().specialTokens();
        this.seed = seed;
        strangers.forEach(this::addPassages);
    }

    /** A few passages of a document, each from the beginning of a sentence. */
    private void addPassages(Stranger stranger) {
        List<int[]> sentences = sentences(stranger.text());
        for (int i = 0; i < PASSAGES && i < sentences.size(); i++) {
            int from = sentences.size() * i / Math.min(PASSAGES, sentences.size());
            int[] ids = sentences.subList(from, sentences.size()).stream()
                    .flatMapToInt(Arrays::stream)
                    .limit(encoder.maxLength())
                    .toArray();
            strangers.add(new Passage(stranger.id(), ids));
        }
    }

    private List<int[]> sentences(String text) {
        return Sentences.of(text).stream()
                .map(encoder::bare)
                .filter(ids -> ids.length > 0)
                .toList();
    }

    @Override
    public Kind kind() {
        return Kind.SEGMENTS;
    }

    @Override
    public Made make(Source row) {
        List<int[]> sentences = sentences(row.content(Content.Document.class).text());
        long draw = Draws.of(seed, row.id());
        List<Example.Segments> examples = new ArrayList<>();
        TokenCounts counts = new TokenCounts(0, 0);
        for (SegmentPair pair : pairs.of(row.id(), sentences, strangers, draw)) {
            counts = counts.plus(encoder.count(pair.first())).plus(encoder.count(pair.second()));
            examples.add(example(row, pair, Draws.of(draw, examples.size())));
        }
        // A document of one sentence has nothing to follow it.
        return examples.isEmpty()
                ? Made.dropped(sentences.isEmpty() ? DropRule.NO_TOKENS : DropRule.NO_TARGET)
                : Made.of(examples, false, counts);
    }

    private Example.Segments example(Source row, SegmentPair pair, long draw) {
        int one = pair.first().length;
        int two = pair.second().length;
        int[] ids = new int[one + two + 3];
        int[] types = new int[ids.length];
        ids[0] = special.cls();
        System.arraycopy(pair.first(), 0, ids, 1, one);
        ids[one + 1] = special.sep();
        System.arraycopy(pair.second(), 0, ids, one + 2, two);
        ids[ids.length - 1] = special.sep();
        Arrays.fill(types, one + 2, types.length, 1);
        Masked masked = masking.apply(
                ids, Groups.ofTokens(ids, special), special, encoder.tokenizer().vocabularySize(), draw);
        return new Example.Segments(row.id(), masked.inputIds(), types, masked.labels(), pair.label());
    }
}
