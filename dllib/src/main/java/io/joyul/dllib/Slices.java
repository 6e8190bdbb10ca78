package io.joyul.dllib;

import com.intel.analytics.bigdl.dllib.optim.parameters.AllReduceParameter;
import com.intel.analytics.bigdl.dllib.optim.parameters.AllReduceParameter$;
import com.intel.analytics.bigdl.dllib.tensor.Tensor;
import com.intel.analytics.bigdl.dllib.tensor.Tensor$;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockManager;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.runtime.AbstractFunction1;

/**
 * One of DLlib's parameters, used for sums: what it calls gradients are the summands, and its weights the sum. Each rank
 * adds up a slice. Made on the driver; each task has a copy of its own, which knows the task's rank.
 */
final class Slices implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Values as they are; its other kind of compression cuts half of their bits off. */
    private static final String UNCOMPRESSED = "none";

    private static final int FIRST = 1;

    /** Values that are no waste worth another parameter. */
    private static final int SMALL = 1024;

    private final AllReduceParameter<Object> parameter;

    private Slices(AllReduceParameter<Object> parameter) {
        this.parameter = parameter;
    }

    /**
     * @param size of the longest vectors that it sums; at least {@code ranks}
     */
    static Slices make(int ranks, int size) {
        return new Slices(AllReduceParameter$.MODULE$.newParameter(
                ranks, size, FIRST, UNCOMPRESSED, Floats.TYPE, Floats.NUMERIC));
    }

    int size() {
        return parameter.size();
    }

    /** The ones that a vector is summed in: those that waste at most half of their length, the shortest first. */
    static Optional<Slices> fitting(List<Slices> all, int length) {
        return all.stream()
                .filter(slices -> slices.size() >= length && slices.size() / 2 <= length + SMALL)
                .min(Comparator.comparingInt(Slices::size));
    }

    /** Makes room in the executor; once for each rank. */
    void prepare() {
        parameter.init(Tensor$.MODULE$.apply(size(), Floats.TYPE, Floats.NUMERIC), Floats.NUMERIC);
    }

    /** Puts down this rank's summand, of at most {@link #size} values. */
    void put(float[] values) {
        parameter.putGradients(tensor(Arrays.copyOf(values, size())));
    }

    /** Adds up this rank's slice of what all ranks have put down, for all ranks to fetch. */
    void add() {
        parameter.aggregateGradientPartition(1);
        parameter.weightPartition().copy(parameter.gradientPartition());
        parameter.sendWeightPartition();
    }

    /** The first values of the sum, out of the slices of all ranks. */
    float[] fetch(int length) {
        float[] values = new float[size()];
        parameter.getWeights(tensor(values)).waitResult();
        return length == values.length ? values : Arrays.copyOf(values, length);
    }

    /** Frees what this executor holds for this rank, and for others that lived on it. */
    void free() {
        String weights = parameter
                .com$intel$analytics$bigdl$dllib$optim$parameters$AllReduceParameter$$getWeightBlockId(0)
                .name();
        String prefix = weights.substring(0, weights.length() - "weightBytes0".length());
        BlockManager blocks = SparkEnv.get().blockManager();
        Seq<BlockId> mine = blocks.getMatchingBlockIds(new NameStarts(List.of(prefix + "weight", prefix + "gradient")));
        JavaConverters.seqAsJavaListConverter(mine).asJava().forEach(block -> blocks.removeBlock(block, false));
    }

    private static final class NameStarts extends AbstractFunction1<BlockId, Object> {
        private final List<String> prefixes;

        NameStarts(List<String> prefixes) {
            this.prefixes = prefixes;
        }

        @Override
        public Object apply(BlockId block) {
            return prefixes.stream().anyMatch(block.name()::startsWith);
        }
    }

    /** Lies over the array. */
    private static Tensor<Object> tensor(float[] values) {
        return Tensor$.MODULE$.apply(values, new int[] {values.length}, Floats.TYPE, Floats.NUMERIC);
    }
}
