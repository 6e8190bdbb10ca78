package io.joyul.train;

import io.joyul.batch.HostBatch;
import io.joyul.model.ParameterStore;
import io.joyul.objective.Objective.Outcome;
import io.joyul.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/**
 * What a step adds up over micro-batches and ranks beside the gradients; it rides along in their all-reduce.
 *
 * <p>A sum of floats depends on its order, and ranks are added up in an order of their own. So values go over as whole
 * numbers, cut into pieces of {@value #PIECE_BITS} bits: each piece's sum over {@value ParameterStore#MOST_RANKS} ranks
 * is a whole number that a float32 holds, and every total is the same at any number of ranks.
 */
final class StepTally {
    private static final int PIECE_BITS = 12;
    private static final int PIECES = 6;
    private static final long PIECE_MASK = (1L << PIECE_BITS) - 1;

    /** Losses are kept to 2^−20, about a millionth. */
    private static final double LOSS_UNIT = 1 << 20;

    private final boolean sampled;
    private final List<Double> losses = new ArrayList<>();
    private double loss;
    private double targets;
    private double tokens;
    private double correct;
    private NoiseScale.Parts parts = NoiseScale.Parts.NONE;

    private StepTally(boolean sampled) {
        this.sampled = sampled;
    }

    /** Of a step whose gradients are not looked at one by one. */
    static StepTally plain() {
        return new StepTally(false);
    }

    /** Of a step that also measures how the gradients of its parts differ. */
    static StepTally sampled() {
        return new StepTally(true);
    }

    boolean isSampled() {
        return sampled;
    }

    /** Adds a micro-batch's loss and counts. */
    void add(Outcome outcome, HostBatch batch) {
        double sum = outcome.lossSum().item_double();
        losses.add(sum);
        loss += Double.isFinite(sum) ? Math.rint(sum * LOSS_UNIT) / LOSS_UNIT : sum;
        targets += outcome.count();
        tokens += batch.tokens();
    }

    void addCorrect(long count) {
        correct += count;
    }

    /** Adds what the gradient of some targets alone is like. */
    void addPart(double squaredNorm, double ofTargets) {
        parts = parts.with(squaredNorm, ofTargets);
    }

    /** The summed loss of each micro-batch of this rank, in order. */
    List<Double> losses() {
        return losses;
    }

    double loss() {
        return loss;
    }

    double targets() {
        return targets;
    }

    double tokens() {
        return tokens;
    }

    double correct() {
        return correct;
    }

    NoiseScale.Parts parts() {
        return parts;
    }

    void store(Tensor tally) {
        float[] pieces = new float[ParameterStore.TALLY];
        cut(pieces, 0, loss, LOSS_UNIT);
        cut(pieces, 1, targets, 1);
        cut(pieces, 2, tokens, 1);
        cut(pieces, 3, correct, 1);
        cut(pieces, 4, parts.count(), 1);
        cut(pieces, 5, parts.squaredNorms(), NoiseScale.UNITS);
        cut(pieces, 6, parts.shares(), NoiseScale.UNITS);
        Tensors.fill(tally, FloatBuffer.wrap(pieces));
    }

    /** The totals over the ranks; {@link #losses} stay this rank's own. */
    StepTally load(Tensor tally) {
        float[] pieces = Tensors.toFloats(tally);
        StepTally total = new StepTally(sampled);
        total.losses.addAll(losses);
        total.loss = join(pieces, 0, LOSS_UNIT);
        total.targets = join(pieces, 1, 1);
        total.tokens = join(pieces, 2, 1);
        total.correct = join(pieces, 3, 1);
        total.parts = new NoiseScale.Parts(
                (long) join(pieces, 4, 1), join(pieces, 5, NoiseScale.UNITS), join(pieces, 6, NoiseScale.UNITS));
        return total;
    }

    private static void cut(float[] pieces, int index, double value, double unit) {
        if (!Double.isFinite(value)) {
            pieces[index * PIECES] = Float.NaN;
            return;
        }
        // A cast keeps what is too large at the largest; half of that leaves room for the other ranks.
        long whole = Math.round(Math.max(-0x1p61, Math.min(value * unit, 0x1p61)));
        for (int piece = 0; piece < PIECES - 1; piece++) {
            pieces[index * PIECES + piece] = whole & PIECE_MASK;
            whole >>= PIECE_BITS;
        }
        pieces[index * PIECES + PIECES - 1] = whole;
    }

    private static double join(float[] pieces, int index, double unit) {
        if (Float.isNaN(pieces[index * PIECES])) {
            return Double.NaN;
        }
        double sum = 0;
        for (int piece = PIECES - 1; piece >= 0; piece--) {
            sum = sum * (1L << PIECE_BITS) + pieces[index * PIECES + piece];
        }
        return sum / unit;
    }
}
