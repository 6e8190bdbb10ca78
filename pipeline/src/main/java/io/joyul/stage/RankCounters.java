package io.joyul.stage;

import io.joyul.train.TrainingHistory;
import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.util.AccumulatorV2;
import org.apache.spark.util.LongAccumulator;

/**
 * What the leader of an attempt counts in Spark's accumulators, which Spark's UI shows beside the stage of the ranks: the
 * tokens that all ranks were trained on, and the mean loss over the steps.
 */
record RankCounters(LongAccumulator tokens, Mean loss) implements Serializable {
    /** Known to Spark under the names {@code STAGE: tokens} and {@code STAGE: loss}. */
    static RankCounters register(SparkContext spark, String stage) {
        RankCounters counters = new RankCounters(new LongAccumulator(), new Mean());
        spark.register(counters.tokens(), stage + ": tokens");
        spark.register(counters.loss(), stage + ": loss");
        return counters;
    }

    void count(TrainingHistory.Point point) {
        tokens.add(point.tokens());
        loss.add(point.loss());
    }

    /** The mean of what was added; NaN of nothing. */
    static final class Mean extends AccumulatorV2<Double, Double> {
        private static final long serialVersionUID = 1L;

        private double sum;
        private long count;

        @Override
        public boolean isZero() {
            return count == 0;
        }

        @Override
        public Mean copy() {
            Mean copy = new Mean();
            copy.sum = sum;
            copy.count = count;
            return copy;
        }

        @Override
        public void reset() {
            sum = 0;
            count = 0;
        }

        @Override
        public void add(Double value) {
            sum += value;
            count++;
        }

        @Override
        public void merge(AccumulatorV2<Double, Double> other) {
            Mean mean = (Mean) other;
            sum += mean.sum;
            count += mean.count;
        }

        @Override
        public Double value() {
            return sum / count;
        }
    }
}
