package io.joyul.example;

import io.joyul.config.ExamplesConfig;
import io.joyul.config.InputConfig.Task;
import io.joyul.config.MaskingConfig;
import io.joyul.config.RunConfig;
import io.joyul.mask.Denoising;
import io.joyul.mask.Infilling;
import io.joyul.mask.SegmentPairs.Relation;
import io.joyul.mask.SentinelDenoising;
import io.joyul.preprocess.MaskingStrategies;
import io.joyul.tokenize.Tokenizer;
import java.io.Serializable;
import java.util.List;

/**
 * What a run file says of the examples of its task; travels to the executors and builds the maker there.
 *
 * @param seed of all draws
 */
public record ExampleMakers(Task task, ExamplesConfig examples, MaskingConfig masking, int maxLength, long seed)
        implements Serializable {

    public static ExampleMakers of(RunConfig config) {
        return new ExampleMakers(
                config.input().task(),
                config.preprocess().examples(),
                config.preprocess().masking(),
                config.preprocess().maxLength(),
                // Another stream than the one that orders the rows.
                ~config.seed());
    }

    /** Whether the task takes something wrong from other rows. */
    public boolean needStrangers() {
        return task == Task.NEXT_SENTENCE || task == Task.RANKING;
    }

    /**
     * The maker of a task other than the classification of one text.
     *
     * @param labels the classes in the order of their indices, of a task that has classes
     * @param strangers rows of the same split
     */
    public ExampleMaker maker(Tokenizer tokenizer, List<String> labels, List<Stranger> strangers) {
        TextEncoder encoder = new TextEncoder(tokenizer, maxLength);
        ChatTemplate template = new ChatTemplate(examples.userTurn(), examples.assistantTurn());
        return switch (task) {
            case CLASSIFICATION -> throw new IllegalArgumentException("the classification of one text needs no maker");
            case PAIRS -> new PairMaker(encoder, labels);
            case TAGS -> new TagMaker(encoder, labels, examples.tagUnits(), examples.taggedPieces());
            case SPANS -> new SpanMaker(encoder, examples.overlap());
            case DOCUMENTS -> new WindowMaker(encoder, labels, examples.overlap());
            case CAUSAL -> new CausalMaker(encoder, examples.endToken());
            case DENOISING -> new DenoisingMaker(encoder, denoising(encoder), order(), seed);
            case REPLACED_TOKENS -> new ReplacedTokenMaker(encoder, examples.noiseShare(), seed);
            case NEXT_SENTENCE -> segments(encoder, Relation.NEXT_SENTENCE, strangers);
            case SENTENCE_ORDER -> segments(encoder, Relation.SENTENCE_ORDER, strangers);
            case DIALOGUE -> new DialogueMaker(encoder, template, examples.endToken());
            case PREFERENCE -> new PreferenceMaker(encoder, template, examples.endToken());
            case RANKING -> new RankingMaker(encoder, strangers, examples.negatives(), seed);
        };
    }

    private Denoising denoising(TextEncoder encoder) {
        return switch (examples.denoising()) {
            case SENTINELS -> new SentinelDenoising(examples.noiseShare(), examples.meanSpan(), encoder.sentinels());
            case INFILLING, SHUFFLED_INFILLING ->
                new Infilling(examples.noiseShare(), examples.meanSpan(), encoder.maskId());
        };
    }

    private DenoisingMaker.Order order() {
        return switch (examples.denoising()) {
            case SENTINELS, INFILLING -> DenoisingMaker.Order.KEPT;
            case SHUFFLED_INFILLING -> DenoisingMaker.Order.SHUFFLED;
        };
    }

    private SegmentMaker segments(TextEncoder encoder, Relation relation, List<Stranger> strangers) {
        return new SegmentMaker(
                encoder, relation, examples.shortShare(), MaskingStrategies.of(masking), strangers, seed);
    }
}
