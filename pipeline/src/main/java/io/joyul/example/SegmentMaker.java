package io.joyul.example;

import io.joyul.mask.Grouped;
import io.joyul.mask.Groups;
import io.joyul.mask.Masked;
import io.joyul.mask.MaskingStrategy;
import io.joyul.mask.SegmentPair;
import io.joyul.mask.SegmentPairs;
import io.joyul.mask.SegmentPairs.Passage;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.Draws;
import io.joyul.preprocess.DropRule;
import io.joyul.preprocess.GroupedEncoder;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.text.Sentences;
import io.joyul.tokenize.SpecialTokens;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Pairs of passages with hidden tokens, {@code [CLS] first [SEP] second [SEP]}, for a model that learns both at once as
 * BERT and ALBERT did. The masking says what is hidden together.
 */
final class SegmentMaker implements ExampleMaker {
    private static final int PASSAGES = 4;

    private final TextEncoder encoder;
    private final GroupedEncoder grouped;
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
        this.grouped = new GroupedEncoder(encoder.tokenizer(), masking.unit(), encoder.maxLength());
        this.special = encoder.tokenizer().specialTokens();
        this.seed = seed;
        strangers.forEach(this::addPassages);
    }

    /** A few passages of a document, each from the beginning of a sentence. */
    private void addPassages(Stranger stranger) {
        List<Grouped> sentences = sentences(stranger.text());
        for (int i = 0; i < PASSAGES && i < sentences.size(); i++) {
            int from = sentences.size() * i / Math.min(PASSAGES, sentences.size());
            Grouped passage = Grouped.join(sentences.subList(from, sentences.size()));
            strangers.add(new Passage(stranger.id(), passage.first(encoder.maxLength())));
        }
    }

    private List<Grouped> sentences(String text) {
        return Sentences.of(text).stream()
                .map(grouped::bare)
                .filter(sentence -> sentence.length() > 0)
                .toList();
    }

    @Override
    public Kind kind() {
        return Kind.SEGMENTS;
    }

    @Override
    public Made make(Source row) {
        List<Grouped> sentences = sentences(row.content(Content.Document.class).text());
        long draw = Draws.of(seed, row.id());
        List<Example.Segments> examples = new ArrayList<>();
        TokenCounts counts = new TokenCounts(0, 0);
        for (SegmentPair pair : pairs.of(row.id(), sentences, strangers, draw)) {
            counts = counts.plus(encoder.count(pair.first().ids()))
                    .plus(encoder.count(pair.second().ids()));
            examples.add(example(row, pair, Draws.of(draw, examples.size())));
        }
        // A document of one sentence has nothing to follow it.
        return examples.isEmpty()
                ? Made.dropped(sentences.isEmpty() ? DropRule.NO_TOKENS : DropRule.NO_TARGET)
                : Made.of(examples, false, counts);
    }

    private Example.Segments example(Source row, SegmentPair pair, long draw) {
        Grouped both = Grouped.join(
                List.of(alone(special.cls()), pair.first(), alone(special.sep()), pair.second(), alone(special.sep())));
        int[] types = new int[both.length()];
        Arrays.fill(types, pair.first().length() + 2, types.length, 1);
        Masked masked = masking.apply(
                both.ids(), both.groups(), special, encoder.tokenizer().vocabularySize(), draw);
        return new Example.Segments(row.id(), masked.inputIds(), types, masked.labels(), pair.label());
    }

    private static Grouped alone(int specialToken) {
        return new Grouped(new int[] {specialToken}, new int[] {Groups.NONE});
    }
}
