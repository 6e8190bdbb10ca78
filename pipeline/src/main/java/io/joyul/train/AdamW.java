package io.joyul.train;

import io.joyul.batch.World;
import io.joyul.collective.Collective;
import io.joyul.collective.Pending;
import io.joyul.model.ParameterStore;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
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

    /** Elements of the moments that go to the leader at once: 16 MB. */
    private static final long PIECE = 1L << 22;

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
    private final List<Share> shares;
    private final Share own;
    private final Tensor firstMoment;
    private final Tensor secondMoment;
    private @Nullable Collective giving;

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

    /** All moments in one place. */
    public AdamW(ParameterStore parameters, Settings settings) {
        this(parameters, settings, World.single());
    }

    /**
     * Moments that are shared out.
     *
     * @param world whose ranks have a stretch each; this one takes memory for its own alone
     */
    public AdamW(ParameterStore parameters, Settings settings, World world) {
        this.parameters = parameters;
        this.settings = settings;
        this.shares = Share.of(world.size(), parameters.elements());
        this.own = shares.get(world.rank());
        this.average = settings.averageDecay() == 0
                ? Optional.empty()
                : Optional.of(new WeightAverage(parameters, settings.averageDecay()));
        // The optimizer outlives a scope that whoever makes it may have open.
        try (TensorScope scope = TensorScope.open()) {
            this.firstMoment = scope.keep(Tensors.zeros(parameters.device(), own.length()));
            this.secondMoment = scope.keep(Tensors.zeros(parameters.device(), own.length()));
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

    private boolean isShared() {
        return shares.size() > 1;
    }

    /** After a step with shared moments: the ranks give each other the parameters that they have updated. */
    void exchangeParameters(Collective collective) {
        if (!isShared()) {
            return;
        }
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

    /**
     * Sets the moments of one parameter, of which a rank takes what lies in its stretch.
     *
     * @param first the running mean of its gradients, row-major
     * @param second the running mean of their squares, row-major
     */
    public void restore(String parameter, FloatBuffer first, FloatBuffer second) {
        long offset = parameters.offset(parameter);
        long start = Math.max(offset, own.start());
        long length = Math.min(offset + first.remaining(), own.end()) - start;
        if (length <= 0) {
            return;
        }
        try (TensorScope scope = TensorScope.open()) {
            Tensors.fill(firstMoment.narrow(0, start - own.start(), length), part(first, start - offset, length));
            Tensors.fill(secondMoment.narrow(0, start - own.start(), length), part(second, start - offset, length));
        }
    }

    private static FloatBuffer part(FloatBuffer values, long start, long length) {
        return values.slice().slice(Math.toIntExact(start), Math.toIntExact(length));
    }

    /** Every rank calls this at a checkpoint: from now on to {@link #endCheckpoint} the leader may copy all moments, once. */
    void beginCheckpoint(Collective collective) {
        giving = isShared() ? collective : null;
    }

    /** The other ranks give their moments now; the leader takes them, where nobody has asked for them, to no end. */
    void endCheckpoint() {
        Collective ranks = giving;
        giving = null;
        if (ranks != null) {
            collect(ranks, null, null);
        }
    }

    /**
     * Copies the moments of all ranks, laid out as the parameters.
     *
     * @param first for the running mean of gradients (N)
     * @param second for the running mean of squared gradients (N)
     * @throws IllegalStateException when the moments are shared out, and this is not the leader at a checkpoint, or has
     *     copied them
     */
    public void copyMoments(Tensor first, Tensor second) {
        if (!isShared()) {
            try (NoGradGuard noGrad = new NoGradGuard()) {
                first.copy_(firstMoment);
                second.copy_(secondMoment);
            }
            return;
        }
        Collective ranks = giving;
        giving = null;
        if (ranks == null || !ranks.world().isLeader()) {
            throw new IllegalStateException("this rank has a stretch of the moments alone, from " + own.start() + " to "
                    + own.end() + " of " + parameters.elements() + "; all of them are the leader's to copy, once at"
                    + " each checkpoint");
        }
        collect(ranks, first, second);
    }

    /** In pieces that come through one buffer, so that it takes little memory anywhere. */
    private void collect(Collective ranks, @Nullable Tensor first, @Nullable Tensor second) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor room = Tensors.zeros(parameters.device(), Math.min(PIECE, parameters.elements()));
            for (int root = 0; root < shares.size(); root++) {
                Share share = shares.get(root);
                for (long start = share.start(); start < share.end(); start += PIECE) {
                    Share piece = new Share(start, Math.min(start + PIECE, share.end()));
                    collect(ranks, root, piece, firstMoment, first, room);
                    collect(ranks, root, piece, secondMoment, second, room);
                }
            }
        }
    }

    private void collect(Collective ranks, int root, Share piece, Tensor mine, @Nullable Tensor all, Tensor room) {
        Tensor part = root == ranks.world().rank()
                ? mine.narrow(0, piece.start() - own.start(), piece.length())
                : room.narrow(0, 0, piece.length());
        ranks.broadcastAsync(part, root).await();
        if (all != null) {
            all.narrow(0, piece.start(), piece.length()).copy_(part);
        }
    }

    /** The moving average of the weights; empty where there is none. */
    public Optional<WeightAverage> average() {
        return average;
    }

    @Override
    public void close() {
        average.ifPresent(WeightAverage::close);
        firstMoment.close();
        secondMoment.close();
        script.close();
    }
}
