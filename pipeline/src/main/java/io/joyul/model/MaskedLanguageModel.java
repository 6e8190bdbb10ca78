package io.joyul.model;

import static io.joyul.model.ParameterSpec.Initializer.ZERO;

import io.joyul.tensor.Device;
import io.joyul.tensor.DropoutStream;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/** BERT with the masked-language head, whose output matrix is the word embedding itself. */
public final class MaskedLanguageModel implements Model {
    static final String ARCHITECTURE = "BertForMaskedLM";

    private static final String HEAD = "cls.predictions.";

    private final BertEncoder encoder;

    public MaskedLanguageModel(BertConfig config) {
        this(config, Device.CPU);
    }

    public MaskedLanguageModel(BertConfig config, Device device) {
        List<ParameterSpec> specs = new ArrayList<>(BertEncoder.specs(config, "bert."));
        specs.add(ParameterSpec.of(HEAD + "bias", ZERO, config.vocabularySize()));
        specs.addAll(BertEncoder.linear(HEAD + "transform.dense", config.hiddenSize(), config.hiddenSize()));
        specs.addAll(BertEncoder.norm(HEAD + "transform.LayerNorm", config.hiddenSize()));
        ParameterStore parameters = ParameterStore.allocate(specs, device);
        this.encoder = new BertEncoder(config, "bert.", parameters);
    }

    @Override
    public BertEncoder encoder() {
        return encoder;
    }

    @Override
    public String architecture() {
        return ARCHITECTURE;
    }

    /**
     * Logits over the vocabulary at the chosen positions only; at 15 % of the positions the head costs 15 %, and the last
     * layer a third.
     *
     * @param positions (K) into the (T) tokens, ascending
     * @return (K, V)
     * @throws IllegalArgumentException where they are not ascending, or are none of the tokens
     */
    public Tensor logits(EncoderInput input, int[] positions, @Nullable DropoutStream dropout) {
        Chosen chosen = Chosen.of(input.sequences(), positions).on(device());
        return head(encoder.forward(input, chosen, dropout));
    }

    /** Logits (T, V) everywhere. */
    public Tensor logits(EncoderInput input) {
        return head(encoder.forward(input, null));
    }

    private Tensor head(Tensor hidden) {
        Tensor transformed = torch.gelu(BertEncoder.exact(encoder.apply(HEAD + "transform.dense", hidden))); // (K, H)
        Tensor normalised = encoder.normalise(HEAD + "transform.LayerNorm", transformed); // (K, H)
        return BertEncoder.exact(encoder.linear(
                normalised, encoder.wordEmbeddings(), parameters().parameter(HEAD + "bias"))); // (K, V)
    }
}
