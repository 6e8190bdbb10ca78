package io.joyul.job;

import io.joyul.model.BertConfig;
import io.joyul.shard.Example;
import io.joyul.tensor.MatrixProduct;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * Floating-point operations of a masked-language-model step, counted from its matrix products: forward once, and twice
 * as much backward. Norms, dropout and the optimizer are left out, as is usual.
 *
 * @param shape of the model
 * @param tokens in all texts
 * @param targets among them
 * @param pairs of tokens that attend to each other, in all texts
 * @param microBatchTokens in a micro-batch on average
 */
record StepWork(BertConfig shape, long tokens, long targets, double pairs, double microBatchTokens) {
    /** Adds up texts. */
    static final class Counter {
        private final BertConfig shape;
        private final int microBatch;
        private long texts;
        private long tokens;
        private long targets;
        private double pairs;

        Counter(BertConfig shape, int microBatch) {
            this.shape = shape;
            this.microBatch = microBatch;
        }

        void add(Example.Masked example) {
            int length = example.inputIds().length;
            texts++;
            tokens += length;
            pairs += (double) length * length;
            for (int label : example.labels()) {
                targets += label >= 0 ? 1 : 0;
            }
        }

        StepWork work() {
            return new StepWork(shape, tokens, targets, pairs, (double) microBatch * tokens / texts);
        }
    }

    /** For a token on average. The last layer, but for keys and values, and the head run at the targets alone. */
    double flopsPerToken() {
        double hidden = shape.hiddenSize();
        double inner = shape.intermediateSize();
        double share = (double) targets / tokens;
        double keysAndValues = 2 * hidden * hidden;
        double attention = 2 * hidden * pairs / tokens;
        double others = 2 * hidden * hidden + 2 * hidden * inner;
        double layers = shape.layers() * keysAndValues + (shape.layers() - 1 + share) * (attention + others);
        double head = share * (hidden * hidden + hidden * shape.vocabularySize());
        return 3 * 2 * (layers + head);
    }

    /** The rate of the feed-forward product of one micro-batch, bare. */
    double matrixProduct() {
        return MatrixProduct.gigaflops(Math.round(microBatchTokens), shape.hiddenSize(), shape.intermediateSize());
    }

    /** The rate of two such at once, on a thread each: what two ranks on this machine can come near to. */
    double matrixProducts() {
        List<CompletableFuture<Double>> both = Stream.generate(() -> CompletableFuture.supplyAsync(
                        this::matrixProduct, work -> new Thread(work, "matrix-product").start()))
                .limit(2)
                .toList();
        return both.stream().mapToDouble(CompletableFuture::join).sum();
    }
}
