package io.joyul.tensor;

import java.lang.ref.Reference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.LayoutOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/**
 * Conversions between Java values and tensors. Creators without a {@link Device} make host tensors; {@link
 * Device#take} brings them elsewhere. Whatever reads values out copies them to the host first.
 */
public final class Tensors {
    private Tensors() {}

    /** An int64 tensor of this shape with these values in row-major order, which is what embeddings take. */
    public static Tensor longs(int[] values, long... shape) {
        return Tensor.create(values).view(shape).to(torch.ScalarType.Long);
    }

    /**
     * An int32 tensor (N), which embeddings take too. Values outside the heap are not copied: the tensor is a view of
     * them, good until the innermost {@link TensorScope} closes, and must not be written to.
     */
    public static Tensor ints(IntBuffer values) {
        PointerScope scope = PointerScope.getInnerScope();
        int count = values.capacity();
        if (scope == null || count == 0 || !values.isDirect() || values.order() != ByteOrder.nativeOrder()) {
            int[] copy = new int[count];
            values.get(0, copy);
            return Tensor.create(copy);
        }
        return torch.from_blob(
                new HeldBuffer(values.duplicate().clear()),
                new long[] {count},
                new TensorOptions(torch.ScalarType.Int));
    }

    /** The address of a buffer, which it keeps from the collector until its scope closes. */
    private static final class HeldBuffer extends Pointer {
        HeldBuffer(Buffer buffer) {
            super(buffer);
            deallocator(new Holder(buffer));
        }

        private record Holder(Buffer buffer) implements Deallocator {
            @Override
            public void deallocate() {
                Reference.reachabilityFence(buffer);
            }
        }
    }

    public static Tensor longs(long[] values, long... shape) {
        return Tensor.create(values).view(shape);
    }

    public static Tensor floats(float[] values, long... shape) {
        return Tensor.create(values).view(shape);
    }

    /** A float32 tensor of zeros that nobody's gradient flows through. */
    public static Tensor zeros(long... shape) {
        return torch.zeros(shape);
    }

    /** The same on a device. */
    public static Tensor zeros(Device device, long... shape) {
        try (org.bytedeco.pytorch.Device place = device.toNative();
                TensorOptions options = new TensorOptions(place)) {
            return torch.zeros(shape, options);
        }
    }

    /** The int64 numbers from 0 on, on a device. */
    static Tensor range(Device device, long length) {
        try (org.bytedeco.pytorch.Device place = device.toNative()) {
            return torch.arange(
                    new Scalar(length),
                    new ScalarTypeOptional(torch.ScalarType.Long),
                    new LayoutOptional(),
                    new DeviceOptional(place),
                    new BoolOptional());
        }
    }

    /** A float32 tensor whose content is not set yet. */
    static Tensor uninitialisedFloats(long length) {
        return torch.empty(
                new long[] {length},
                new TensorOptions(torch.ScalarType.Float),
                new org.bytedeco.pytorch.MemoryFormatOptional());
    }

    /**
     * The memory of a contiguous host tensor, in the machine's byte order. Valid as long as the tensor is, which the
     * buffer does not keep: it is freed by its owner, and by no collector, see {@link Libtorch}.
     *
     * @throws IllegalArgumentException for a tensor elsewhere, whose address means nothing here
     */
    public static ByteBuffer memory(Tensor tensor) {
        if (!tensor.is_cpu()) {
            throw new IllegalArgumentException("a tensor on " + Device.of(tensor) + " has no memory on the host");
        }
        long bytes = tensor.numel() * tensor.element_size();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a view of " + bytes + " bytes is over the limit of 2 GiB");
        }
        if (bytes == 0) {
            // An empty tensor has no address.
            return ByteBuffer.allocateDirect(0).order(ByteOrder.nativeOrder());
        }
        return new BytePointer(tensor.data_ptr()).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Copies a float32 tensor out. */
    public static float[] toFloats(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        memory(Device.CPU.take(tensor).contiguous()).asFloatBuffer().get(values);
        return values;
    }

    /** Copies an int64 tensor out. */
    public static long[] toLongs(Tensor tensor) {
        long[] values = new long[Math.toIntExact(tensor.numel())];
        memory(Device.CPU.take(tensor).contiguous()).asLongBuffer().get(values);
        return values;
    }

    /** Fills a contiguous float32 tensor from a buffer of exactly as many values. */
    public static void fill(Tensor tensor, FloatBuffer values) {
        if (tensor.numel() != values.remaining()) {
            throw new IllegalArgumentException(
                    "a tensor of " + tensor.numel() + " values cannot take " + values.remaining());
        }
        if (tensor.is_cpu()) {
            memory(tensor).asFloatBuffer().put(values.duplicate());
            return;
        }
        try (TensorScope scope = TensorScope.open();
                NoGradGuard noGrad = new NoGradGuard()) {
            Tensor host = zeros(tensor.numel());
            memory(host).asFloatBuffer().put(values.duplicate());
            tensor.copy_(host.view(tensor.sizes()));
        }
    }

    public static TensorOptional some(Tensor tensor) {
        return new TensorOptional(tensor);
    }

    public static TensorOptional none() {
        return new TensorOptional();
    }

    public static Scalar scalar(double value) {
        return new Scalar(value);
    }
}
