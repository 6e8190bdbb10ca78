package io.joyul.model;

import io.joyul.tensor.Device;
import io.joyul.tensor.TensorScope;
import io.joyul.tensor.Tensors;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/**
 * All parameters of a model that are trained in one flat float32 tensor, and all their gradients in another.
 *
 * <p>Each parameter is a leaf that views its stretch of the values and accumulates into its stretch of the gradients, so
 * one all-reduce, one norm and one optimizer call cover the model. Decayed parameters lie first: both groups are
 * contiguous. Within a group the model's last parameter lies first, as the backward comes to it first. Stretches start at multiples of 16 elements (a cache line); the gaps stay zero.
 *
 * <p>The gradient tensor ends in a few extra elements, the tally, that ride along in the same all-reduce: the sums that
 * a step needs from all ranks.
 *
 * <p>Parameters that are frozen have values in a tensor of their own, and nothing else: no gradients, and so no part in
 * the all-reduce, the norm or the optimizer.
 */
@SuppressWarnings("ReferenceEquality") // A slot lies in this flat tensor, not in one that is equal.
public final class ParameterStore implements AutoCloseable {
    /** Extra elements behind the gradients. */
    public static final int TALLY = 64;

    /** As many ranks may add up the tally. */
    public static final int MOST_RANKS = 4096;

    private static final int ALIGNMENT = 16;

    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final Device device;
    private final Tensor values;
    private final Tensor frozen;
    private final Tensor gradients;
    private final long decayed;
    private final long elements;

    /** A parameter and where it lies in a flat tensor, which is that of the trained or of the frozen values. */
    private record Slot(ParameterSpec spec, Tensor flat, long offset, Tensor parameter) {}

    private ParameterStore(List<ParameterSpec> inOrder, Predicate<ParameterSpec> trained, Device device) {
        this.device = device;
        List<ParameterSpec> specs = new ArrayList<>(inOrder);
        Collections.reverse(specs);
        List<ParameterSpec> ordered = new ArrayList<>(
                specs.stream().filter(trained).filter(ParameterSpec::decays).toList());
        decayed = extent(ordered);
        ordered.addAll(
                specs.stream().filter(trained).filter(spec -> !spec.decays()).toList());
        List<ParameterSpec> still = specs.stream().filter(trained.negate()).toList();
        elements = extent(ordered);
        // The store outlives a scope that whoever makes it may have open.
        try (TensorScope scope = TensorScope.open()) {
            values = scope.keep(Tensors.zeros(device, elements));
            frozen = scope.keep(Tensors.zeros(device, extent(still)));
            gradients = scope.keep(Tensors.zeros(device, elements + TALLY));
        }
        lay(ordered, values);
        lay(still, frozen);
    }

    private void lay(List<ParameterSpec> specs, Tensor flat) {
        long offset = 0;
        for (ParameterSpec spec : specs) {
            Slot slot = new Slot(spec, flat, offset, leaf(spec, flat, offset));
            if (slots.put(spec.name(), slot) != null) {
                throw new IllegalArgumentException("two parameters are called " + spec.name());
            }
            offset += aligned(spec.elements());
        }
    }

    private Tensor leaf(ParameterSpec spec, Tensor flat, long offset) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor parameter = view(flat, spec, offset).detach();
            if (flat == values) {
                parameter.set_requires_grad(true);
                parameter.mutable_grad().put(view(gradients, spec, offset));
            }
            return scope.keep(parameter);
        }
    }

    /** Zeroed parameters on a device; follow with {@link #initialise}, or {@link #write}. */
    public static ParameterStore allocate(List<ParameterSpec> specs, Device device) {
        return allocate(specs, spec -> true, device);
    }

    /**
     * The same, of which only some are trained.
     *
     * @param trained tells those from the frozen ones
     */
    public static ParameterStore allocate(List<ParameterSpec> specs, Predicate<ParameterSpec> trained, Device device) {
        return new ParameterStore(specs, trained, device);
    }

    /** The same on the host. */
    public static ParameterStore allocate(List<ParameterSpec> specs) {
        return allocate(specs, Device.CPU);
    }

    /** Where parameters and gradients lie. */
    public Device device() {
        return device;
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
            ParameterSpec spec = slot.spec();
            FloatBuffer target = FloatBuffer.allocate(Math.toIntExact(spec.elements()));
            switch (spec.initializer()) {
                case ZERO -> fill(target, 0f);
                case ONE -> fill(target, 1f);
                case NORMAL -> normal(target, seed, spec, range, 0);
                case NORMAL_PADDED -> normal(target, seed, spec, range, spec.shape()[1]);
            }
            write(spec.name(), target);
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

    /** The values of one parameter, row-major, as {@link #stretch} gives them. */
    public FloatBuffer values(String name) {
        Slot slot = slot(name);
        return stretch(slot.flat(), slot);
    }

    /** Sets the values of one parameter, row-major. */
    public void write(String name, FloatBuffer source) {
        Slot slot = slot(name);
        try (TensorScope scope = TensorScope.open()) {
            Tensors.fill(part(slot.flat(), slot), source);
        }
    }

    /**
     * The stretch of one trained parameter in a tensor laid out like the flat values, such as an optimizer's moments;
     * row-major. On the host this is the tensor's own memory, from elsewhere a copy.
     */
    public FloatBuffer stretch(Tensor flat, String name) {
        return stretch(flat, trained(name));
    }

    private static FloatBuffer stretch(Tensor flat, Slot slot) {
        try (TensorScope scope = TensorScope.open()) {
            Tensor stretch = part(flat, slot);
            return stretch.is_cpu()
                    ? Tensors.memory(stretch).asFloatBuffer()
                    : FloatBuffer.wrap(Tensors.toFloats(stretch));
        }
    }

    /** Where the stretch of one trained parameter begins in a tensor laid out like the flat values. */
    public long offset(String name) {
        return trained(name).offset();
    }

    private static Tensor part(Tensor flat, Slot slot) {
        return flat.narrow(0, slot.offset(), slot.spec().elements());
    }

    private Slot trained(String name) {
        Slot slot = slot(name);
        if (slot.flat() != values) {
            throw new IllegalArgumentException(name + " is frozen; it has neither gradients nor moments");
        }
        return slot;
    }

    private Slot slot(String name) {
        Slot slot = slots.get(name);
        if (slot == null) {
            throw new IllegalArgumentException("the model has no parameter " + name);
        }
        return slot;
    }

    /** All parameters: the trained ones as they lie in the flat tensors, then the frozen ones. */
    public List<ParameterSpec> specs() {
        return slots.values().stream().map(Slot::spec).toList();
    }

    /** The trained parameters, as they lie in the flat tensors. */
    public List<ParameterSpec> trainedSpecs() {
        return specs(values);
    }

    /** The frozen parameters; usually there are none. */
    public List<ParameterSpec> frozenSpecs() {
        return specs(frozen);
    }

    private List<ParameterSpec> specs(Tensor flat) {
        return slots.values().stream()
                .filter(slot -> slot.flat() == flat)
                .map(Slot::spec)
                .toList();
    }

    /**
     * A parameter that is trained.
     *
     * @param offset of its stretch in the flat tensors
     */
    public record Leaf(Tensor parameter, long offset) {}

    /** The parameters that are trained, as they lie in the flat tensors. */
    public List<Leaf> leaves() {
        return slots.values().stream()
                .filter(slot -> slot.flat() == values)
                .map(slot -> new Leaf(slot.parameter(), slot.offset()))
                .toList();
    }

    /** All trained values (N), gaps included. */
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

    /** Numbers in all parameters, trained or frozen, without the gaps. */
    public long parameterCount() {
        return count(specs());
    }

    /** Numbers that are trained, without the gaps. */
    public long trainedCount() {
        return count(trainedSpecs());
    }

    private static long count(List<ParameterSpec> specs) {
        return specs.stream().mapToLong(ParameterSpec::elements).sum();
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
        frozen.close();
        values.close();
    }
}
