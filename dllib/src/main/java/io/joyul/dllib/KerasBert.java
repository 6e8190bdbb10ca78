package io.joyul.dllib;

import com.intel.analytics.bigdl.dllib.feature.dataset.Sample;
import com.intel.analytics.bigdl.dllib.feature.dataset.Sample$;
import com.intel.analytics.bigdl.dllib.keras.Model;
import com.intel.analytics.bigdl.dllib.keras.layers.BERT$;
import com.intel.analytics.bigdl.dllib.keras.layers.Dense$;
import com.intel.analytics.bigdl.dllib.keras.layers.Input$;
import com.intel.analytics.bigdl.dllib.keras.layers.SelectTable$;
import com.intel.analytics.bigdl.dllib.keras.models.Model$;
import com.intel.analytics.bigdl.dllib.nn.abstractnn.AbstractModule;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import com.intel.analytics.bigdl.dllib.utils.Node;
import com.intel.analytics.bigdl.dllib.utils.Shape;
import com.intel.analytics.bigdl.dllib.utils.Shape$;
import io.joyul.model.BertConfig;
import java.util.Arrays;
import java.util.List;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * BERT (Devlin et al. 2019, https://arxiv.org/abs/1810.04805) of DLlib's Keras-style layers, with a softmax over the
 * classes on its pooled first state. Examples are padded to all positions.
 */
final class KerasBert {
    /** The pooled state, in what the layer gives: the states come first. */
    private static final int POOLED = 1;

    private static final int INPUTS = 4;

    private KerasBert() {}

    /** A classifier of random weights. */
    @SuppressWarnings({"unchecked", "rawtypes"}) // Java's generics do not take Scala's variance
    static Model<Object> build(BertConfig shape) {
        int length = shape.maxPositions();
        Node[] inputs = new Node[INPUTS];
        for (int i = 0; i < INPUTS; i++) {
            int[] size = i < INPUTS - 1 ? new int[] {length} : new int[] {1, 1, length};
            Shape ofInput = Shape$.MODULE$.apply(size);
            inputs[i] = Input$.MODULE$.apply(ofInput, "input-" + i, Floats.TYPE, Floats.NUMERIC);
        }
        AbstractModule bert = BERT$.MODULE$.apply(
                shape.vocabularySize(),
                shape.hiddenSize(),
                shape.layers(),
                shape.attentionHeads(),
                length,
                shape.intermediateSize(),
                shape.dropout(),
                shape.attentionDropout(),
                shape.initializerRange(),
                false,
                -1,
                Floats.TYPE,
                Floats.NUMERIC);
        AbstractModule pooled = SelectTable$.MODULE$.apply(POOLED, null, Floats.TYPE, Floats.NUMERIC);
        AbstractModule classes = Dense$.MODULE$.apply(
                shape.labels().size(),
                "glorot_uniform",
                null,
                "softmax",
                null,
                null,
                true,
                null,
                Floats.TYPE,
                Floats.NUMERIC);
        Node states = bert.inputs(seq(inputs));
        Node output = classes.inputs(seq(pooled.inputs(seq(states))));
        return (Model<Object>) Model$.MODULE$.apply(inputs, output, Floats.TYPE, Floats.NUMERIC);
    }

    @SuppressWarnings("rawtypes")
    private static Seq seq(Node... nodes) {
        return JavaConverters.asScalaBufferConverter(List.of(nodes)).asScala().toList();
    }

    /** What the layer takes of examples: token ids, token types, positions (E, T) each, and a mask (E, 1, 1, T). */
    static Tensor<Object>[] inputs(int positions, int[]... examples) {
        int rows = examples.length;
        float[] ids = new float[rows * positions];
        float[] places = new float[rows * positions];
        float[] mask = new float[rows * positions];
        for (int row = 0; row < rows; row++) {
            int[] example = examples[row];
            for (int i = 0; i < positions; i++) {
                int at = row * positions + i;
                places[at] = i;
                if (i < example.length) {
                    ids[at] = example[i];
                    mask[at] = 1;
                }
            }
        }
        int[] flat = {rows, positions};
        return tensors(
                tensor(ids, flat),
                tensor(new float[rows * positions], flat),
                tensor(places, flat),
                tensor(mask, rows, 1, 1, positions));
    }

    /** An example to train on, which DLlib puts into batches itself. */
    static Sample<Object> sample(int positions, int[] inputIds, int label) {
        Tensor<Object>[] batch = inputs(positions, inputIds);
        Tensor<Object>[] features =
                tensors(Arrays.stream(batch).map(tensor -> tensor.select(1, 1)).toArray(Tensor[]::new));
        return Sample$.MODULE$.apply(features, tensor(new float[] {label}, 1), Floats.TYPE, Floats.NUMERIC);
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Tensor<Object>[] tensors(Tensor... all) {
        return (Tensor<Object>[]) all;
    }

    static Tensor<Object> tensor(float[] values, int... shape) {
        return Tensor$.MODULE$.apply(values, shape, Floats.TYPE, Floats.NUMERIC);
    }

    /** All weights, one after the other, over the model's own memory. */
    static Tensor<Object> weights(Model<Object> model) {
        return model.getParameters()._1();
    }
}
