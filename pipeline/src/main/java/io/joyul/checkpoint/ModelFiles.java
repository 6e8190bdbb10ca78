package io.joyul.checkpoint;

import io.joyul.checkpoint.SafetensorsFile.DataType;
import io.joyul.checkpoint.SafetensorsFile.TensorEntry;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.model.Model;
import io.joyul.model.ParameterSpec;
import io.joyul.model.ParameterStore;
import io.joyul.storage.Storage;
import io.joyul.tensor.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Models in and out of a folder in the Hugging Face layout. */
public final class ModelFiles {
    public static final String CONFIG = "config.json";
    public static final String WEIGHTS = "model.safetensors";
    public static final String TOKENIZER = "tokenizer.json";
    public static final String TOKENIZER_CONFIG = "tokenizer_config.json";

    private static final String ENCODER = "bert.";

    private ModelFiles() {}

    /** The shape of the model in a folder. */
    public static BertConfig config(Storage storage, String folder) {
        String file = Storage.child(folder, CONFIG);
        return BertConfig.parse(read(storage, file), file);
    }

    /** The model in a folder with all its weights, on the host. */
    public static Model load(Storage storage, String folder) {
        return load(storage, folder, Device.CPU);
    }

    /**
     * The model in a folder with all its weights, on a device.
     *
     * @throws JoyulException {@code CHECKPOINT_NOT_FOUND}, {@code MODEL_UNSUPPORTED} or {@code FILE_CORRUPT}
     */
    public static Model load(Storage storage, String folder, Device device) {
        String file = Storage.child(folder, CONFIG);
        byte[] json = read(storage, file);
        Model model = Model.of(BertConfig.architectures(json, file), BertConfig.parse(json, file), device);
        try {
            List<String> missing = loadWeights(storage, folder, model.parameters());
            if (!missing.isEmpty()) {
                throw new JoyulException(
                        ErrorCode.FILE_CORRUPT,
                        Storage.child(folder, WEIGHTS) + ": lacks " + missing.size() + " of the model's parameters, "
                                + missing.get(0) + " first");
            }
            return model;
        } catch (JoyulException e) {
            model.close();
            throw e;
        }
    }

    /**
     * Fills every parameter that the folder's weights have, and leaves the others as they are: how an encoder goes from
     * one head to another, or out of a bare encoder, whose parameters are named without the {@value #ENCODER} in front.
     *
     * @return the names of the parameters that were not there
     */
    public static List<String> loadWeights(Storage storage, String folder, ParameterStore parameters) {
        String file = Storage.child(folder, WEIGHTS);
        requireFile(storage, file);
        List<String> missing = new ArrayList<>();
        try (SafetensorsFile weights = SafetensorsFile.open(storage, file)) {
            for (ParameterSpec spec : parameters.specs()) {
                String name = nameIn(weights, spec.name());
                if (!weights.contains(name)) {
                    missing.add(spec.name());
                    continue;
                }
                TensorEntry entry = weights.entry(name);
                if (entry.dataType() != DataType.F32 || !Arrays.equals(entry.shape(), spec.shape())) {
                    throw new JoyulException(
                            ErrorCode.MODEL_UNSUPPORTED,
                            file + ": " + name + " is " + entry.dataType() + " " + Arrays.toString(entry.shape())
                                    + ", the model needs F32 " + Arrays.toString(spec.shape()));
                }
                parameters.write(spec.name(), weights.floats(name));
            }
        }
        return missing;
    }

    private static String nameIn(SafetensorsFile weights, String parameter) {
        boolean bare = parameter.startsWith(ENCODER) && !weights.contains(parameter);
        return bare ? parameter.substring(ENCODER.length()) : parameter;
    }

    /**
     * As {@link #loadWeights}, for a training that is to start from them.
     *
     * @throws JoyulException {@code MODEL_UNSUPPORTED} when there is none of the model's parameters, so that the training
     *     would start from random weights
     */
    public static void start(Storage storage, String folder, ParameterStore parameters) {
        List<String> missing = loadWeights(storage, folder, parameters);
        if (missing.size() == parameters.specs().size()) {
            throw new JoyulException(
                    ErrorCode.MODEL_UNSUPPORTED,
                    Storage.child(folder, WEIGHTS) + ": has none of the model's weights, such as " + missing.get(0)
                            + "; start from a BERT encoder, with a head or without");
        }
    }

    private static byte[] read(Storage storage, String file) {
        requireFile(storage, file);
        return storage.read(file);
    }

    private static void requireFile(Storage storage, String file) {
        if (!storage.exists(file)) {
            throw new JoyulException(
                    ErrorCode.CHECKPOINT_NOT_FOUND,
                    file + ": there is no such file; name a folder with " + CONFIG + " and " + WEIGHTS);
        }
    }
}
