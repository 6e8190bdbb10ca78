package io.joyul.model;

import io.joyul.config.ComputeConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Device;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** A network with its parameters, under the name that transformers gives the architecture. */
public sealed interface Model extends AutoCloseable permits MaskedLanguageModel, SequenceClassifier, SentenceEncoder {
    /** What all of it rests on. */
    BertEncoder encoder();

    default BertConfig config() {
        return encoder().config();
    }

    /** Those of the encoder and of what is above it. */
    default ParameterStore parameters() {
        return encoder().parameters();
    }

    /** Where the parameters lie, and what the model reads must lie. */
    default Device device() {
        return parameters().device();
    }

    /** How the model computes from now on; {@link ComputeConfig#PLAIN} until this is called. */
    default void compute(ComputeConfig how) {
        encoder().compute(how);
    }

    /**
     * Adds the gradients of a loss over the model's last forward pass to those in the parameter store. The loss's own
     * {@code backward} would not do: its graph may end where the model computes gradients by itself.
     */
    default void backward(Tensor loss) {
        encoder().backward(loss);
    }

    /** The {@code architectures} entry of config.json. */
    String architecture();

    @Override
    default void close() {
        parameters().close();
    }

    /**
     * An untrained model of an architecture on a device, its parameters zero.
     *
     * @throws JoyulException with {@code MODEL_UNSUPPORTED} for an architecture that is not known
     */
    static Model of(List<String> architectures, BertConfig config, Device device) {
        String name = architectures.isEmpty() ? "" : architectures.get(0);
        return switch (name) {
            case MaskedLanguageModel.ARCHITECTURE -> new MaskedLanguageModel(config, device);
            case SequenceClassifier.ARCHITECTURE -> new SequenceClassifier(config, device);
            case SentenceEncoder.ARCHITECTURE -> new SentenceEncoder(config, device);
            default ->
                throw new JoyulException(
                        ErrorCode.MODEL_UNSUPPORTED,
                        "config.json names the architecture '" + name + "'; this version reads "
                                + MaskedLanguageModel.ARCHITECTURE + ", " + SequenceClassifier.ARCHITECTURE + " and "
                                + SentenceEncoder.ARCHITECTURE);
        };
    }
}
