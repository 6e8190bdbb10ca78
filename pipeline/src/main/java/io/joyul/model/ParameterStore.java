package io.joyul.model;

import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * All parameters of a model in one flat float32 tensor, and all gradients in another.
 *
 * <p>Each parameter is a leaf that views its stretch of the values and accumulates into its stretch of the gradients, so
 * one all-reduce, one norm and one optimizer call cover the model. Decayed parameters lie first: both groups are
 * contiguous. Stretches start at multiples of 16 elements (a cache line); the gaps stay zero.
 *
 * <p>The gradient tensor ends in a few extra elements, the tally, that ride along in the same all-reduce: the sums that
 * a step needs from all ranks.
 */
public final class ParameterStore implements AutoCloseable {
    /** Extra elements behind the gradients. */
    public static final int TALLY = 16;

    private static final int ALIGNMENT = 16;

    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Tensor values;
    private final Tensor gradients;
    private final long decayed;
    private final long elements;

    private record Slot(ParameterSpec spec, long offset, Tensor parameter) {}

    private ParameterStore(List<ParameterSpec> specs) {
        List<ParameterSpec> ordered =
                new ArrayList<>(specs.stream().filter(ParameterSpec::decays).toList());
        long end = extent(ordered);
        decayed = end;
        List<ParameterSpec> undecayed =
                specs.stream().filter(spec -> !spec.decays()).toList();
        ordered.addAll(undecayed);
        elements = end + extent(undecayed);
        values = Tensors.zeros(elements);
        gradients = Tensors.zeros(elements + TALLY);
        long offset = 0;
        for (ParameterSpec spec : ordered) {
            Tensor parameter = leaf(spec, offset);
            if (slots.put(spec.name(), new Slot(spec, offset, parameter)) != null) {
                throw new IllegalArgumentException("two parameters are called " + spec.name());
            }
            offset += aligned(spec.elements());
        }
    }

    private Tensor leaf(ParameterSpec spec, long offset) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor parameter = view(values, spec, offset).detach();
            parameter.set_requires_grad(true);
            parameter.mutable_grad().put(view(gradients, spec, offset));
            return scope.keep(parameter);
        }
    }

    /** Zeroed parameters; follow with {@link #initialise}, or write through {@link #values(String)}. */
    public static ParameterStore allocate(List<ParameterSpec> specs) {
        return new ParameterStore(specs);
    }

    private static long extent(List<ParameterSpec> specs) {
        return specs.stream().mapToLong(spec -> aligned(spec.elements())).sum();
    }

    private static long aligned(long length) {
        return (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    private static Tensor view(Tensor flat, ParameterSpec spec, long offset) {
        return flat.narrow(0, offset, spec.elements()).view(spec.shape());
    }

    /**
     * Draws fresh values. Each parameter has a stream of its own from (seed, name), so a head that is added or left out
     * does not change the encoder's draws.
     */
    public void initialise(long seed, double range) {
        for (Slot slot : slots.values()) {
            FloatBuffer target = values(slot.spec().name());
            switch (slot.spec().initializer()) {
                case ZERO -> fill(target, 0f);
                case ONE -> fill(target, 1f);
                case NORMAL -> normal(target, seed, slot.spec(), range, 0);
                case NORMAL_PADDED ->
                    normal(target, seed, slot.spec(), range, slot.spec().shape()[1]);
            }
        }
    }

    private static void fill(FloatBuffer target, float value) {
        for (int i = 0; i < target.limit(); i++) {
            target.put(i, value);
        }
    }

    private static void normal(FloatBuffer target, long seed, ParameterSpec spec, double range, long zeros) {
        SplittableRandom random = new SplittableRandom(seed * 31 + spec.name().hashCode());
        for (int i = 0; i < target.limit(); i++) {
            // Always drawn, so that the values behind the padding row do not depend on it.
            float value = (float) (random.nextGaussian() * range);
            target.put(i, i < zeros ? 0f : value);
        }
    }

    /** The parameter as a leaf of the graph. */
    public Tensor parameter(String name) {
        return slot(name).parameter();
    }

    /** The values of one parameter, row-major; writes go through. */
    public FloatBuffer values(String name) {
        return stretch(values, name);
    }

    /** The same stretch of a tensor laid out like the values, such as an optimizer's moments. */
    public FloatBuffer stretch(Tensor flat, String name) {
        Slot slot = slot(name);
        try (TensorScope scope = TensorScope.open()) {
            return Tensors.memory(flat.narrow(0, slot.offset(), slot.spec().elements()))
                    .asFloatBuffer();
        }
    }

    private Slot slot(String name) {
        Slot slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException("the model has no parameter " + name);
        }
        return slot;
    }

    public List<ParameterSpec> specs() {
        return slots.values().stream().map(Slot::spec).toList();
    }

    /** All values (N), gaps included. */
    public Tensor flatValues() {
        return values;
    }

    /** All gradients and, behind them, the tally (N + {@value #TALLY}). */
    public Tensor flatGradientsAndTally() {
        return gradients;
    }

    /** All gradients (N). */
    public Tensor flatGradients() {
        return gradients.narrow(0, 0, elements);
    }

    /** The tally ({@value #TALLY}). */
    public Tensor tally() {
        return gradients.narrow(0, elements, TALLY);
    }

    /** How many leading elements belong to decayed parameters; the others follow. */
    public long decayedElements() {
        return decayed;
    }

    /** N, gaps included. */
    public long elements() {
        return elements;
    }

    /** Trainable numbers, without the gaps. */
    public long parameterCount() {
        return slots.values().stream().mapToLong(slot -> slot.spec().elements()).sum();
    }

    /** Sets gradients and tally to zero. */
    public void zeroGradients() {
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            gradients.zero_();
        }
    }

    @Override
    public void close() {
        slots.values().forEach(slot -> slot.parameter().close());
        gradients.close();
        values.close();
    }
}
