package io.joyul.train;

import io.joyul.model.ParameterStore;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.IValue;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * AdamW (Loshchilov and Hutter 2019, https://arxiv.org/abs/1711.05101) over the flat parameters: decoupled decay on the
 * decayed group, none on biases and norms. One fused call a group.
 */
public final class AdamW implements AutoCloseable {
    /** PyTorch's defaults. */
    public static final Settings DEFAULTS = new Settings(0.9, 0.999, 1e-8, 0.01);

    // The fused kernel is reached through TorchScript: it takes lists of tensors, which the JNI layer cannot box. The
    // lists are built inside, and an element is returned, else the call is dropped as dead code.
    private static final String SCRIPT = """
            def step(p: Tensor, g: Tensor, m: Tensor, v: Tensor, n: Tensor,
                     lr: float, beta1: float, beta2: float, decay: float, eps: float) -> Tensor:
                ps = [p]
                gs = [g]
                ms = [m]
                vs = [v]
                empty: List[Tensor] = []
                ns = [n]
                torch._fused_adamw_(ps, gs, ms, vs, empty, ns, lr=lr, beta1=beta1, beta2=beta2,
                                    weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
                return ps[0]
            """;

    private final ParameterStore parameters;
    private final Settings settings;
    private final Tensor firstMoment;
    private final Tensor secondMoment;
    private final CompilationUnit script;

    /**
     * @param beta1 decay of the first moment
     * @param beta2 decay of the second moment
     * @param epsilon added to the root of the second moment
     * @param weightDecay of matrices and embeddings
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {
        public Settings withWeightDecay(double decay) {
            return new Settings(beta1, beta2, epsilon, decay);
        }
    }

    public AdamW(ParameterStore parameters, Settings settings) {
        this.parameters = parameters;
        this.settings = settings;
        this.firstMoment = Tensors.zeros(parameters.device(), parameters.elements());
        this.secondMoment = Tensors.zeros(parameters.device(), parameters.elements());
        this.script = torch.compile(SCRIPT);
    }

    /**
     * One update from the gradients that lie in the parameter store.
     *
     * @param globalStep this step's number, counted from 1
     */
    public void step(int globalStep, double learningRate) {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            long decayed = parameters.decayedElements();
            update(0, decayed, globalStep, learningRate, settings.weightDecay());
            update(decayed, parameters.elements() - decayed, globalStep, learningRate, 0);
        }
    }

    private void update(long offset, long length, int globalStep, double learningRate, double decay) {
        if (length == 0) {
            return;
        }
        IValueVector arguments = new IValueVector(
                new IValue(parameters.flatValues().narrow(0, offset, length)),
                new IValue(parameters.flatGradients().narrow(0, offset, length)),
                new IValue(firstMoment.narrow(0, offset, length)),
                new IValue(secondMoment.narrow(0, offset, length)),
                // The kernel takes the number of the step that it does.
                new IValue(parameters
                        .device()
                        .take(Tensors.floats(new float[] {globalStep}, 1))
                        .view()),
                new IValue(learningRate),
                new IValue(settings.beta1()),
                new IValue(settings.beta2()),
                new IValue(decay),
                new IValue(settings.epsilon()));
        script.find_function(new QualifiedName("step")).run(arguments);
    }

    /** The running mean of gradients, laid out as the parameters. */
    public Tensor firstMoment() {
        return firstMoment;
    }

    /** The running mean of squared gradients, laid out as the parameters. */
    public Tensor secondMoment() {
        return secondMoment;
    }

    @Override
    public void close() {
        firstMoment.close();
        secondMoment.close();
        script.close();
    }
}
