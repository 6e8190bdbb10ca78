package io.joyul.tensor;

import java.io.Serializable;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

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

    /** How many GPUs this process can compute on; 0 also where libtorch was built without CUDA. */
    public static int gpus() {
        return torch.cuda_is_available() ? torch.cuda_device_count() : 0;
    }

    /** Whether libtorch was built for GPUs, be there some or not. */
    public static boolean knowsGpus() {
        return Libtorch.description().contains("USE_CUDA=ON")
                || Libtorch.description().contains("USE_CUDA=1");
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
        try (org.bytedeco.pytorch.Device device = toNative()) {
            return tensor.to(device, tensor.scalar_type());
        }
    }

    /** As libtorch knows it; the caller closes it. */
    org.bytedeco.pytorch.Device toNative() {
        return new org.bytedeco.pytorch.Device(name);
    }

    @Override
    public String toString() {
        return name;
    }
}
