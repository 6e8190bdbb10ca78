package io.joyul.tensor;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** Conversions between Java values and tensors on the host. */
public final class Tensors {
    private Tensors() {}

    /** An int64 tensor of this shape with these values in row-major order, which is what embeddings take. */
    public static Tensor longs(int[] values, long... shape) {
        return Tensor.create(values).view(shape).to(torch.ScalarType.Long);
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

    /** An int16 tensor whose content is not set yet. */
    static Tensor uninitialisedShorts(long length) {
        return torch.empty(
                new long[] {length},
                new TensorOptions(torch.ScalarType.Short),
                new org.bytedeco.pytorch.MemoryFormatOptional());
    }

    /** The memory of a contiguous host tensor, in the machine's byte order. Valid as long as the tensor is. */
    public static ByteBuffer memory(Tensor tensor) {
        long bytes = tensor.numel() * tensor.element_size();
        if (bytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a view of " + bytes + " bytes is over the limit of 2 GiB");
        }
        return new BytePointer(tensor.data_ptr()).capacity(bytes).asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Copies a float32 tensor out. */
    public static float[] toFloats(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.numel())];
        memory(tensor.contiguous()).asFloatBuffer().get(values);
        return values;
    }

    /** Copies an int64 tensor out. */
    public static long[] toLongs(Tensor tensor) {
        long[] values = new long[Math.toIntExact(tensor.numel())];
        memory(tensor.contiguous()).asLongBuffer().get(values);
        return values;
    }

    /** Fills a contiguous float32 host tensor from a buffer of exactly as many values. */
    public static void fill(Tensor tensor, FloatBuffer values) {
        if (tensor.numel() != values.remaining()) {
            throw new IllegalArgumentException(
                    "a tensor of " + tensor.numel() + " values cannot take " + values.remaining());
        }
        Buffer source = values.duplicate();
        memory(tensor).asFloatBuffer().put((FloatBuffer) source);
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
