package io.joyul.train;

import io.joyul.batch.World;
import io.joyul.collective.Collective;
import io.joyul.collective.Pending;
import io.joyul.model.ParameterStore;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * AdamW (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101) over the flat parameters: decoupled decay on the
 * decayed group, none on biases and norms. One fused call a group.
 *
 * <p>The moments may be shared out: each rank then keeps and updates its own stretch alone (ZeRO's first stage,
 * Rajbhandari et al. 2020, https://arxiv.org/abs/1910.02054), and the ranks give each other the parameters after the
 * step. An element's update depends on nothing but itself, so the weights are the same bits.
 */
public final class AdamW implements AutoCloseable {
    /** PyTorch's defaults. */
    public static final Settings DEFAULTS = new Settings(0.9, 0.999, 1e-8, 0.01, 0);

    // The fused kernel is reached through TorchScript: it takes lists of tensors, which the JNI layer cannot box. The
    // lists are built inside, and an element is returned, else the call is dropped as dead code.
    private static final String SCRIPT = """
            def step(p: Tensor, g: Tensor, m: Tensor, v: Tensor, n: Tensor,
                     divisor: Tensor, lr: float, beta1: float, beta2: float, decay: float, eps: float) -> Tensor:
                ps = [p]
                gs = [g]
                ms = [m]
                vs = [v]
                empty: List[Tensor] = []
                ns = [n]
                torch._fused_adamw_(ps, gs, ms, vs, empty, ns, lr=lr, beta1=beta1, beta2=beta2,
                                    weight_decay=decay, eps=eps, amsgrad=False, maximize=False, grad_scale=divisor)
                return ps[0]
            """;

    private final ParameterStore parameters;
    private final Settings settings;
    private final Optional<WeightAverage> average;
    private final CompilationUnit script;
    private Share own;
    private Tensor firstMoment;
    private Tensor secondMoment;
    private @Nullable Tensor gatheredFirst;
    private @Nullable Tensor gatheredSecond;

    /**
     * What AdamW is told.
     *
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the root of the second moment
     * @param weightDecay of matrices and embeddings
     * @param averageDecay of the moving average of the weights; 0: there is none
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay, double averageDecay) {
        public Settings withWeightDecay(double decay) {
            return new Settings(beta1, beta2, epsilon, decay, averageDecay);
        }

        public Settings withAverageDecay(double decay) {
            return new Settings(beta1, beta2, epsilon, weightDecay, decay);
        }
    }

    public AdamW(ParameterStore parameters, Settings settings) {
        this.parameters = parameters;
        this.settings = settings;
        this.own = Share.whole(parameters.elements());
        this.average = settings.averageDecay() == 0
                ? Optional.empty()
                : Optional.of(new WeightAverage(parameters, settings.averageDecay()));
        // The optimizer outlives a scope that whoever makes it may have open.
        try (TensorScope scope = TensorScope.open()) {
            this.firstMoment = scope.keep(Tensors.zeros(parameters.device(), parameters.elements()));
            this.secondMoment = scope.keep(Tensors.zeros(parameters.device(), parameters.elements()));
            this.script = scope.keep(torch.compile(SCRIPT));
        }
    }

    /**
     * One update from what the gradients in the parameter store are when they are divided. The division is the kernel's:
     * one of its own would read and write them all once more. It may leave them divided; nobody reads them after this.
     *
     * @param globalStep this step's number, counted from 1
     * @param divisor of the gradients, over 0
     */
    public void step(int globalStep, double learningRate, double divisor) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            long decayed = parameters.decayedElements();
            update(0, decayed, globalStep, divisor, learningRate, settings.weightDecay());
            update(decayed, parameters.elements(), globalStep, divisor, learningRate, 0);
        }
    }

    /** Updates what this rank has of a group. */
    private void update(long start, long end, int globalStep, double divisor, double learningRate, double decay) {
        long offset = Math.max(start, own.start());
        long length = Math.min(end, own.end()) - offset;
        if (length <= 0) {
            return;
        }
        IValueVector arguments = new IValueVector(
                new IValue(parameters.flatValues().narrow(0, offset, length)),
                new IValue(parameters.flatGradients().narrow(0, offset, length)),
                new IValue(firstMoment.narrow(0, offset - own.start(), length)),
                new IValue(secondMoment.narrow(0, offset - own.start(), length)),
                // The kernel takes the number of the step that it does.
                scalar(globalStep),
                scalar(divisor),
                new IValue(learningRate),
                new IValue(settings.beta1()),
                new IValue(settings.beta2()),
                new IValue(decay),
                new IValue(settings.epsilon()));
        script.find_function(new QualifiedName("step")).run(arguments);
    }

    private IValue scalar(double value) {
        return new IValue(parameters
                .device()
                .take(Tensors.floats(new float[] {(float) value}, 1))
                .view());
    }

    /** From now on this rank has its own stretch of the moments alone; the rest of their memory is freed. */
    void keepShare(World world) {
        if (own.length() < parameters.elements() || world.size() == 1) {
            return;
        }
        own = Share.of(world, parameters.elements());
        firstMoment = cutOut(firstMoment);
        secondMoment = cutOut(secondMoment);
    }

    private Tensor cutOut(Tensor moment) {
        try (TensorScope scope = TensorScope.open()) {
            return scope.keep(moment.narrow(0, own.start(), own.length()).clone());
        } finally {
            moment.close();
        }
    }

    private boolean isShared() {
        return own.length() < parameters.elements();
    }

    /** After a step with shared moments: the ranks give each other the parameters that they have updated. */
    void exchangeParameters(Collective collective) {
        if (!isShared()) {
            return;
        }
        List<Share> shares = Share.of(collective.world().size(), parameters.elements());
        try (TensorScope scope = TensorScope.open()) {
            List<Pending> underWay = new ArrayList<>();
            for (int root = 0; root < shares.size(); root++) {
                Share share = shares.get(root);
                if (share.length() > 0) {
                    underWay.add(collective.broadcastAsync(
                            parameters.flatValues().narrow(0, share.start(), share.length()), root));
                }
            }
            underWay.forEach(Pending::await);
        }
    }

    /** Before a checkpoint: the leader gets the moments of all ranks, until {@link #release}. */
    void gather(Collective collective) {
        if (isShared()) {
            gatheredFirst = gather(collective, firstMoment);
            gatheredSecond = gather(collective, secondMoment);
        }
    }

    private @Nullable Tensor gather(Collective collective, Tensor mine) {
        World world = collective.world();
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor whole = world.isLeader() ? Tensors.zeros(parameters.device(), parameters.elements()) : null;
            List<Share> shares = Share.of(world.size(), parameters.elements());
            for (int root = 0; root < shares.size(); root++) {
                Share share = shares.get(root);
                Tensor stretch =
                        root == world.rank() ? mine.clone() : Tensors.zeros(parameters.device(), share.length());
                if (share.length() > 0) {
                    collective.broadcastAsync(stretch, root).await();
                }
                if (whole != null) {
                    whole.narrow(0, share.start(), share.length()).copy_(stretch);
                }
            }
            return whole == null ? null : scope.keep(whole);
        }
    }

    /** Frees what {@link #gather} has taken. */
    void release() {
        for (Tensor gathered : Arrays.asList(gatheredFirst, gatheredSecond)) {
            if (gathered != null) {
                gathered.close();
            }
        }
        gatheredFirst = null;
        gatheredSecond = null;
    }

    /**
     * The running mean of gradients, laid out as the parameters.
     *
     * @throws IllegalStateException when the moments are shared out, and this is not the leader at a checkpoint
     */
    public Tensor firstMoment() {
        return whole(firstMoment, gatheredFirst);
    }

    /**
     * The running mean of squared gradients, laid out as the parameters.
     *
     * @throws IllegalStateException when the moments are shared out, and this is not the leader at a checkpoint
     */
    public Tensor secondMoment() {
        return whole(secondMoment, gatheredSecond);
    }

    private Tensor whole(Tensor kept, @Nullable Tensor gathered) {
        if (!isShared()) {
            return kept;
        }
        if (gathered == null) {
            throw new IllegalStateException("this rank has a stretch of the moments alone, from " + own.start() + " to "
                    + own.end() + " of " + parameters.elements());
        }
        return gathered;
    }

    /** The moving average of the weights; empty where there is none. */
    public Optional<WeightAverage> average() {
        return average;
    }

    @Override
    public void close() {
        release();
        average.ifPresent(WeightAverage::close);
        firstMoment.close();
        secondMoment.close();
        script.close();
    }
}
