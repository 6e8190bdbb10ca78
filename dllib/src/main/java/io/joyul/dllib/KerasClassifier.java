package io.joyul.dllib;

import com.intel.analytics.bigdl.dllib.keras.Model;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.utils.Engine$;
import com.intel.analytics.bigdl.dllib.utils.T$;
import io.joyul.batch.HostBatch;
import io.joyul.checkpoint.ModelFiles;
import io.joyul.evaluate.Classifier;
import io.joyul.model.BertConfig;
import io.joyul.storage.Storage;
import java.util.List;

/** What {@link DllibEngine} has trained, at work, without libtorch. */
final class KerasClassifier implements Classifier {
    /** Below it a class is as good as impossible, and a logarithm would leave float32. */
    private static final float SMALLEST = 1e-30f;

    private final BertConfig shape;
    private final Model<Object> model;

    KerasClassifier(BertConfig shape, Model<Object> model) {
        this.shape = shape;
        this.model = model;
        model.evaluate();
    }

    /** Finds the folders that hold one. */
    public static final class InFolder implements Format {
        @Override
        public boolean holds(Storage storage, String folder) {
            return storage.exists(Storage.child(folder, KerasFiles.WEIGHTS));
        }

        @Override
        public Classifier open(Storage storage, String folder) {
            Engine$.MODULE$.setNodeAndCore(1, 1);
            BertConfig shape = ModelFiles.config(storage, folder);
            return new KerasClassifier(shape, KerasFiles.read(storage, folder, shape));
        }
    }

    @Override
    public List<String> labels() {
        return shape.labels();
    }

    /** Logarithms of the probabilities, which are logits that a softmax leaves as they are. */
    @Override
    @SuppressWarnings("unchecked")
    public float[][] logits(HostBatch batch) {
        int[][] examples = new int[batch.lengths().length][];
        int from = 0;
        for (int i = 0; i < examples.length; i++) {
            examples[i] = new int[batch.lengths()[i]];
            batch.inputIds().get(from, examples[i]);
            from += batch.lengths()[i];
        }
        Tensor<Object>[] inputs = KerasBert.inputs(shape.maxPositions(), examples);
        float[] probabilities = KerasFiles.floats((Tensor<Object>) model.forward(T$.MODULE$.array(inputs)));
        int classes = shape.labels().size();
        float[][] logits = new float[examples.length][classes];
        for (int i = 0; i < probabilities.length; i++) {
            logits[i / classes][i % classes] = (float) Math.log(Math.max(SMALLEST, probabilities[i]));
        }
        return logits;
    }

    @Override
    public void close() {
        model.release();
    }
}
