package io.joyul.model;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.List;

/** A network with its parameters, under the name that transformers gives the architecture. */
public sealed interface Model extends AutoCloseable permits MaskedLanguageModel, SequenceClassifier, SentenceEncoder {
    BertConfig config();

    ParameterStore parameters();

    /** The {@code architectures} entry of config.json. */
    String architecture();

    @Override
    default void close() {
        parameters().close();
    }

    /**
     * An untrained model of an architecture, its parameters zero.
     *
     * @throws JoyulException with {@code MODEL_UNSUPPORTED} for an architecture that is not known
     */
    static Model of(List<String> architectures, BertConfig config) {
        String name = architectures.isEmpty() ? "" : architectures.get(0);
        return switch (name) {
            case MaskedLanguageModel.ARCHITECTURE -> new MaskedLanguageModel(config);
            case SequenceClassifier.ARCHITECTURE -> new SequenceClassifier(config);
            case SentenceEncoder.ARCHITECTURE -> new SentenceEncoder(config);
            default ->
                throw new JoyulException(
                        ErrorCode.MODEL_UNSUPPORTED,
                        "config.json names the architecture '" + name + "'; this version reads "
                                + MaskedLanguageModel.ARCHITECTURE + ", " + SequenceClassifier.ARCHITECTURE + " and "
                                + SentenceEncoder.ARCHITECTURE);
        };
    }
}
