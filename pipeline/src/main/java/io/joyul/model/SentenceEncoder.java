package io.joyul.model;

import io.joyul.tensor.Device;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** A bare BERT whose hidden states are averaged to one vector a text, as sentence-transformers does. */
public final class SentenceEncoder implements Model {
    static final String ARCHITECTURE = "BertModel";

    private final BertEncoder encoder;

    public SentenceEncoder(BertConfig config) {
        this(config, Device.CPU);
    }

    public SentenceEncoder(BertConfig config, Device device) {
        List<ParameterSpec> specs = new ArrayList<>(BertEncoder.specs(config, ""));
        specs.addAll(BertEncoder.poolerSpecs(config, ""));
        ParameterStore parameters = ParameterStore.allocate(specs, device);
        this.encoder = new BertEncoder(config, "", parameters);
    }

    @Override
    public BertEncoder encoder() {
        return encoder;
    }

    @Override
    public String architecture() {
        return ARCHITECTURE;
    }

    /** Hidden states (T, H). */
    public Tensor hidden(EncoderInput input) {
        return encoder.forward(input, null);
    }

    /** The pooler's output (E, H). */
    public Tensor pooled(EncoderInput input) {
        return encoder.pool(encoder.forward(input, input.starts(), null));
    }

    /** The mean of each text's hidden states, (E, H). */
    public Tensor meanPooled(EncoderInput input) {
        Tensor hidden = hidden(input); // (T, H)
        TensorVector means = new TensorVector();
        long first = 0;
        for (Sequences.Run run : input.sequences().runs()) {
            Tensor texts = hidden.narrow(0, first, run.tokens()).view(run.count(), run.length(), config().hiddenSize());
            means.push_back(texts.mean(1)); // (n, H)
            first += run.tokens();
        }
        return torch.cat(means);
    }
}
