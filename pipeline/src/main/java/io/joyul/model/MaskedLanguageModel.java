package io.joyul.model;

import static io.joyul.model.ParameterSpec.Initializer.ZERO;

import io.joyul.tensor.Device;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** BERT with the masked-language head, whose output matrix is the word embedding itself. */
public final class MaskedLanguageModel implements Model {
    static final String ARCHITECTURE = "BertForMaskedLM";

    private static final String HEAD = "cls.predictions.";

    private final BertConfig config;
    private final ParameterStore parameters;
    private final BertEncoder encoder;

    public MaskedLanguageModel(BertConfig config) {
        this(config, Device.CPU);
    }

    public MaskedLanguageModel(BertConfig config, Device device) {
        this.config = config;
        List<ParameterSpec> specs = new ArrayList<>(BertEncoder.specs(config, "bert."));
        specs.add(ParameterSpec.of(HEAD + "bias", ZERO, config.vocabularySize()));
        specs.addAll(BertEncoder.linear(HEAD + "transform.dense", config.hiddenSize(), config.hiddenSize()));
        specs.addAll(BertEncoder.norm(HEAD + "transform.LayerNorm", config.hiddenSize()));
        this.parameters = ParameterStore.allocate(specs, device);
        this.encoder = new BertEncoder(config, "bert.", parameters);
    }

    @Override
    public BertConfig config() {
        return config;
    }

    @Override
    public ParameterStore parameters() {
        return parameters;
    }

    @Override
    public String architecture() {
        return ARCHITECTURE;
    }

    /**
     * Logits over the vocabulary at the chosen positions only; at 15 % of the positions the head costs 15 %.
     *
     * @param positions (K) int64 into the (T) tokens
     * @return (K, V)
     */
    public Tensor logits(EncoderInput input, Tensor positions, @Nullable DropoutStream dropout) {
        Tensor hidden = encoder.forward(input, dropout); // (T, H)
        Tensor chosen = hidden.index_select(0, positions); // (K, H)
        return head(chosen);
    }

    /** Logits (T, V) everywhere. */
    public Tensor logits(EncoderInput input) {
        return head(encoder.forward(input, null));
    }

    private Tensor head(Tensor hidden) {
        Tensor transformed = torch.gelu(encoder.apply(HEAD + "transform.dense", hidden)); // (K, H)
        Tensor normalised = encoder.normalise(HEAD + "transform.LayerNorm", transformed); // (K, H)
        return torch.linear(
                normalised, encoder.wordEmbeddings(), Tensors.some(parameters.parameter(HEAD + "bias"))); // (K, V)
    }
}
