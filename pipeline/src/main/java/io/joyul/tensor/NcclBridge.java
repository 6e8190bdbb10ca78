package io.joyul.tensor;

import java.io.IOException;
import java.net.URL;
import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.nccl.ProcessGroupNCCL;

/**
 * Loads the bridge to c10d's NCCL group, once per process. It is in the jar of the profile {@code gpu} alone, and works
 * with that jar's libtorch and with an installed PyTorch's.
 *
 * <p>JavaCPP would load the bridges to CUDA, cuDNN and all the rest first, and the CUDA that these are made for. The
 * bridge to NCCL needs none of them: with an installed PyTorch for CUDA 12 it is loaded past them.
 */
public final class NcclBridge {
    private static final String LIBRARY = "/org/bytedeco/pytorch/linux-x86_64-gpu/libjnitorch_nccl.so";

    private NcclBridge() {}

    private static final class Loaded {
        private static final Optional<String> MISSING = load();
    }

    /** Why NCCL cannot be had in this process; nothing when it can. */
    public static Optional<String> missing() {
        return Loaded.MISSING;
    }

    private static Optional<String> load() {
        if (!Device.knowsGpus()) {
            return Optional.of("this libtorch is built without CUDA");
        }
        try {
            return Libtorch.alone(() -> {
                URL packed = ProcessGroupNCCL.class.getResource(LIBRARY);
                if (packed == null) {
                    return Optional.of("the bridge to NCCL is in no jar; build with JOYUL_PROFILE=gpu");
                }
                Libtorch.initialiseWithoutLoading(ProcessGroupNCCL.class.getName());
                Libtorch.initialiseWithoutLoading(ProcessGroupNCCL.Options.class.getName());
                // Where libtorch is loaded, so is the NCCL that it is linked with.
                System.load(Loader.cacheResource(packed).getPath());
                return Optional.empty();
            });
        } catch (IOException | UnsatisfiedLinkError e) {
            return Optional.of("NCCL could not be loaded: " + e.getMessage());
        }
    }
}
