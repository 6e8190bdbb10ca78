package io.joyul.dllib;

import com.intel.analytics.bigdl.dllib.keras.Model;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.checkpoint.SafetensorsFile;
import io.joyul.checkpoint.SafetensorsWriter;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.model.BertConfig;
import io.joyul.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The folder of a {@link KerasBert}: {@code config.json} and {@code tokenizer.json} as in the Hugging Face layout, and
 * {@value #WEIGHTS}, whose one tensor {@value #TENSOR} holds all weights in DLlib's order.
 */
final class KerasFiles {
    static final String WEIGHTS = "dllib.safetensors";

    private static final String TENSOR = "weights";
    private static final String ARCHITECTURE = "BertForSequenceClassification";

    private KerasFiles() {}

    /** Writes a model; the weights come last, for it is they that tell of a whole folder. */
    static void write(Storage storage, String folder, BertConfig shape, byte[] tokenizer, Model<Object> model) {
        storage.writeAtomically(Storage.child(folder, ModelFiles.CONFIG), shape.toJson(ARCHITECTURE));
        storage.writeAtomically(Storage.child(folder, ModelFiles.TOKENIZER), tokenizer);
        float[] values = floats(KerasBert.weights(model));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            SafetensorsWriter.write(
                    out,
                    List.of(new SafetensorsWriter.Source(
                            TENSOR, new long[] {values.length}, FloatBuffer.wrap(values))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        storage.writeAtomically(Storage.child(folder, WEIGHTS), out.toByteArray());
    }

    /**
     * Reads a model.
     *
     * @throws JoyulException {@code FILE_CORRUPT} when the weights are not those of the configuration
     */
    static Model<Object> read(Storage storage, String folder, BertConfig shape) {
        String path = Storage.child(folder, WEIGHTS);
        FloatBuffer stored = SafetensorsFile.parse(path, storage.read(path)).floats(TENSOR);
        Model<Object> model = KerasBert.build(shape);
        Tensor<Object> weights = KerasBert.weights(model);
        if (stored.remaining() != weights.nElement()) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT,
                    path + ": has " + stored.remaining() + " weights, and the model of its " + ModelFiles.CONFIG
                            + " has " + weights.nElement());
        }
        float[] values = new float[stored.remaining()];
        stored.get(values);
        weights.copy(KerasBert.tensor(values, values.length));
        return model;
    }

    /** Copies a contiguous tensor out. */
    static float[] floats(Tensor<Object> tensor) {
        int from = tensor.storageOffset() - 1;
        float[] all = (float[]) tensor.storage().array();
        return Arrays.copyOfRange(all, from, from + tensor.nElement());
    }
}
