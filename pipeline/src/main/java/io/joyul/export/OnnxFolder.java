package io.joyul.export;

import io.joyul.checkpoint.CheckpointManifest;
import io.joyul.checkpoint.CheckpointReader;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.MaskedLanguageModel;
import io.joyul.model.Model;
import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterStore;
import io.joyul.model.SentenceEncoder;
import io.joyul.model.SequenceClassifier;
import io.joyul.storage.Storage;
import io.joyul.tensor.Libtorch;
import io.joyul.text.TextNormaliser.Step;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A model as {@code model.onnx}, with {@code config.json}, which names the classes, and its tokenizer beside it: the folder
 * that Optimum writes and opens.
 */
public final class OnnxFolder {
    public static final String MODEL = "model.onnx";

    private OnnxFolder() {}

    /**
     * Writes the model.
     *
     * @param from a checkpoint, every file of which is checked against its sum first, or a model in the Hugging Face
     *     layout
     * @param to a folder that is made as needed
     * @param version of Joyul, for the file's header
     * @throws JoyulException {@code MODEL_UNSUPPORTED} for a model of 2 GiB and more; {@code FILE_CORRUPT}
     */
    public static Exported write(Storage storage, String from, String to, String version) {
        if (storage.exists(Storage.child(from, CheckpointManifest.FILE))) {
            new CheckpointReader(storage).verify(from);
        }
        Libtorch.prepare(1);
        try (Model model = ModelFiles.load(storage, from)) {
            String part = Storage.child(to, "." + MODEL + ".part");
            storage.delete(part);
            try (OutputStream out = storage.create(part)) {
                graph(model).model(version).writeTo(out);
            } catch (IOException e) {
                throw Storage.failure(part, e);
            }
            storage.replace(part, Storage.child(to, MODEL));
        }
        List<String> beside =
                new ArrayList<>(List.of(ModelFiles.CONFIG, ModelFiles.TOKENIZER, ModelFiles.TOKENIZER_CONFIG));
        beside.removeIf(file -> !storage.exists(Storage.child(from, file)));
        Set<Step> missing = HuggingFaceFolder.copy(storage, from, to, beside);
        beside.add(0, MODEL);
        return new Exported(beside, missing);
    }

    private static OnnxGraph graph(Model model) {
        OnnxGraph graph = new OnnxGraph(model.architecture(), new Stored(model.parameters()));
        String prefix = model instanceof SentenceEncoder ? "" : "bert.";
        BertGraph bert = new BertGraph(model.config(), prefix, graph);
        if (model instanceof SequenceClassifier) {
            bert.classifier();
        } else if (model instanceof MaskedLanguageModel) {
            bert.maskedLanguageModel();
        } else if (model instanceof SentenceEncoder) {
            bert.sentenceEncoder();
        } else {
            throw new JoyulException(
                    ErrorCode.MODEL_UNSUPPORTED,
                    "a " + model.architecture() + " cannot be written as ONNX; export it as hugging-face");
        }
        return graph;
    }

    /** Weights out of a model's memory. */
    private static final class Stored implements OnnxGraph.Weights {
        private final ParameterStore parameters;
        private final Map<String, long[]> shapes;

        Stored(ParameterStore parameters) {
            this.parameters = parameters;
            shapes = parameters.specs().stream().collect(Collectors.toMap(ParameterSpec::name, ParameterSpec::shape));
        }

        @Override
        public long[] shape(String name) {
            return Objects.requireNonNull(shapes.get(name), name);
        }

        @Override
        public FloatBuffer values(String name) {
            return parameters.values(name);
        }
    }
}
