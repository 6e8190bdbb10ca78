package io.joyul.model;

import io.joyul.tensor.Device;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A bare BERT whose hidden states are averaged to one vector a text, as sentence-transformers does. */
public final class SentenceEncoder implements Model {
    static final String ARCHITECTURE = "BertModel";

    private final BertConfig config;
    private final ParameterStore parameters;
    private final BertEncoder encoder;

    public SentenceEncoder(BertConfig config) {
        this(config, Device.CPU);
    }

    public SentenceEncoder(BertConfig config, Device device) {
        this.config = config;
        List<ParameterSpec> specs = new ArrayList<>(BertEncoder.specs(config, ""));
        specs.addAll(BertEncoder.poolerSpecs(config, ""));
        this.parameters = ParameterStore.allocate(specs, device);
        this.encoder = new BertEncoder(config, "", parameters);
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

    /** Hidden states (B, S, H). */
    public Tensor hidden(EncoderInput input) {
        return encoder.forward(input, null);
    }

    /** The pooler's output (B, H). */
    public Tensor pooled(EncoderInput input) {
        return encoder.pool(encoder.forward(input, null), input);
    }

    /**
     * The mean of the hidden states over the tokens that are not padding, (B, H).
     *
     * @param mask (B, S) float32, 1 at tokens and 0 at padding
     */
    public Tensor meanPooled(EncoderInput input, Tensor mask) {
        Tensor weights = mask.unsqueeze(-1); // (B, S, 1)
        Tensor sums = hidden(input).mul(weights).sum(1); // (B, H)
        Tensor counts = weights.sum(1).clamp_min(new Scalar(1e-9)); // (B, 1)
        return sums.div(counts);
    }
}
