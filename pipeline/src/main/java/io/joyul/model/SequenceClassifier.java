package io.joyul.model;

import io.joyul.tensor.Device;
import io.joyul.tensor.DropoutStream;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.jspecify.annotations.Nullable;

/** BERT with a pooler and a linear classifier over the whole text. */
public final class SequenceClassifier implements Model {
    static final String ARCHITECTURE = "BertForSequenceClassification";

    private final BertEncoder encoder;
    private final FrozenLayers frozen;

    public SequenceClassifier(BertConfig config) {
        this(config, Device.CPU);
    }

    public SequenceClassifier(BertConfig config, Device device) {
        this(config, FrozenLayers.NONE, device);
    }

    /**
     * A classifier of which the lower part stays as it is; the pooler and the classifier are always trained.
     *
     * @param frozen part of the encoder
     */
    public SequenceClassifier(BertConfig config, FrozenLayers frozen, Device device) {
        if (config.labels().isEmpty()) {
            throw new IllegalArgumentException("a classifier needs labels");
        }
        this.frozen = frozen;
        List<ParameterSpec> specs = new ArrayList<>(BertEncoder.specs(config, "bert."));
        specs.addAll(BertEncoder.poolerSpecs(config, "bert."));
        specs.addAll(BertEncoder.linear(
                "classifier", config.hiddenSize(), config.labels().size()));
        ParameterStore parameters = ParameterStore.allocate(specs, spec -> !frozen.covers(spec.name()), device);
        this.encoder = new BertEncoder(config, "bert.", parameters, frozen);
    }

    @Override
    public BertEncoder encoder() {
        return encoder;
    }

    @Override
    public String architecture() {
        return ARCHITECTURE;
    }

    /** The part that is not trained. */
    public FrozenLayers frozen() {
        return frozen;
    }

    /**
     * What the frozen part makes of texts, without gradients: the hidden states (T, H), or, where the whole encoder is
     * frozen, those of first tokens (E, H).
     *
     * @throws IllegalStateException when nothing is frozen
     */
    public Tensor frozenPart(EncoderInput input) {
        if (!frozen.any()) {
            throw new IllegalStateException("nothing of this model is frozen");
        }
        return encoder.frozenPart(input);
    }

    /**
     * Logits (E, C), one row for each text of the input.
     *
     * @param dropout null outside of training
     */
    public Tensor logits(EncoderInput input, @Nullable DropoutStream dropout) {
        Tensor pooled = encoder.pool(encoder.forward(input, input.starts(), dropout)); // (E, H)
        Tensor kept = dropout == null ? pooled : dropout.apply(pooled, config().dropout()); // (E, H)
        return BertEncoder.exact(encoder.apply("classifier", kept)); // (E, C)
    }
}
