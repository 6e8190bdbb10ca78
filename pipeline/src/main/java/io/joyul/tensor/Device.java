package io.joyul.tensor;

import java.io.Serializable;
import org.bytedeco.pytorch.Tensor;

/**
 * Where tensors lie and are computed on.
 *
 * @param name PyTorch's own: {@code cpu}, or {@code cuda:} and the number that the CUDA driver gives the GPU
 */
public record Device(String name) implements Serializable {
    public static final Device CPU = new Device("cpu");

    public static Device cuda(int index) {
        return new Device("cuda:" + index);
    }

    /** Where a tensor is. */
    public static Device of(Tensor tensor) {
        try (org.bytedeco.pytorch.Device device = tensor.device();
                org.bytedeco.javacpp.BytePointer name = device.str()) {
            return new Device(name.getString());
        }
    }

    /** Whether tensors there are this machine's ordinary memory, which Java can look into. */
    public boolean isHost() {
        return name.equals(CPU.name);
    }

    /** The tensor there: itself where that is where it is, else a copy. */
    public Tensor take(Tensor tensor) {
        if (isHost() && tensor.is_cpu()) {
            return tensor;
        }
        try (org.bytedeco.pytorch.Device device = torch()) {
            return tensor.to(device, tensor.scalar_type());
        }
    }

    /** As libtorch knows it; the caller closes it. */
    org.bytedeco.pytorch.Device torch() {
        return new org.bytedeco.pytorch.Device(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
