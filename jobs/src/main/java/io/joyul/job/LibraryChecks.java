package io.joyul.job;

import io.joyul.config.FineTuneConfig.Engine;
import io.joyul.config.RunConfig;
import io.joyul.config.TrainingConfig.CollectiveKind;
import io.joyul.config.TrainingConfig.DeviceKind;
import io.joyul.error.JoyulException;
import io.joyul.tensor.Device;
import io.joyul.tensor.Libtorch;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** libtorch, GPUs, DLlib, and the Python to compare with. */
final class LibraryChecks {
    private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");

    /** A variable of OpenBLAS. */
    private static final String CORE = "OPENBLAS_CORETYPE";

    private LibraryChecks() {}

    static List<Finding> findings(Optional<RunConfig> run, Map<String, String> environment) {
        List<Finding> findings = new ArrayList<>();
        Finding libtorch = libtorch();
        findings.add(libtorch);
        kernels(environment).ifPresent(findings::add);
        if (libtorch.state() == Finding.State.OK) {
            // Ranks that are elsewhere compute on the GPUs there.
            DeviceKind asked = MachineChecks.cluster(run).isPresent()
                    ? DeviceKind.CPU
                    : run.map(config -> config.training().device()).orElse(DeviceKind.AUTO);
            findings.add(gpu(asked, Device.gpus(), Files.exists(DRIVER), Device.knowsGpus()));
        }
        findings.add(dllib(run));
        findings.add(python(environment));
        return findings;
    }

    private static Finding libtorch() {
        try {
            Libtorch.prepare(1);
        } catch (JoyulException e) {
            return Finding.missing(
                    "libtorch",
                    String.valueOf(e.getMessage()),
                    libtorchMend(
                            System.getProperty("os.name") + " " + System.getProperty("os.arch"),
                            System.getProperty(Libtorch.PATH, "")));
        }
        String path = System.getProperty(Libtorch.PATH, "");
        return Finding.ok("libtorch", path.isEmpty() ? "the packed one loads" : "the one of " + path + " loads");
    }

    /** @param path of an installed PyTorch; empty: the packed one is taken */
    static String libtorchMend(String platform, String path) {
        if (!path.isEmpty()) {
            return "let spark." + Libtorch.PATH + " name the folder of a PyTorch 2.10.0 (pip install torch==2.10.0), or"
                    + " unset it";
        }
        if (!platform.equals("Linux amd64")) {
            return "it is packed for linux-x86_64 alone; work on such a machine, or in a container of that platform";
        }
        return "make room, or set -Dorg.bytedeco.javacpp.cachedir in conf/jvm.options; where a lib….so is missing, install"
                + " its package (libstdc++6; for JOYUL_PROFILE=gpu CUDA, cuDNN and NCCL, or build without that profile)";
    }

    /** Only where somebody has chosen the instructions of matrix products, which are half as fast with those of AVX2. */
    static Optional<Finding> kernels(Map<String, String> environment) {
        String core = environment.getOrDefault(CORE, "");
        return core.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        "kernels",
                        CORE + " is " + core + ", and holds matrix products to the instructions of such a processor",
                        "unset it, and OpenBLAS takes the best that this one has"));
    }

    static Finding gpu(DeviceKind asked, int gpus, boolean driver, boolean forGpus) {
        if (gpus > 0) {
            return Finding.ok("gpu", gpus + " that libtorch can compute on");
        }
        String found = driver ? "NVIDIA's driver is there, " : "no driver of NVIDIA's, ";
        found += forGpus ? "but CUDA sees no device" : "and this libtorch is built without CUDA";
        String mend = forGpus
                ? "check nvidia-smi and CUDA_VISIBLE_DEVICES"
                : "build with JOYUL_PROFILE=gpu, or name a PyTorch by joyul.libtorch.path";
        return switch (asked) {
            case CUDA -> Finding.missing("gpu", found, mend);
            case AUTO ->
                driver ? Finding.warning("gpu", found, mend) : Finding.ok("gpu", "none; runs compute on the CPU");
            case CPU -> Finding.ok("gpu", "none is asked for");
        };
    }

    private static Finding dllib(Optional<RunConfig> run) {
        boolean asked = run.filter(config -> config.training().collective() == CollectiveKind.DLLIB
                        || config.train().engine() == Engine.DLLIB)
                .isPresent();
        boolean there = Doctor.class.getClassLoader().getResource("io/joyul/dllib/DllibEngine.class") != null;
        if (there) {
            return Finding.ok("dllib", "BigDL DLlib is built in");
        }
        if (!Version.spark().startsWith("3.")) {
            String none = "BigDL DLlib has no build for Spark " + Version.spark();
            return asked
                    ? Finding.missing("dllib", none, "choose another training.collective or train.engine")
                    : Finding.ok("dllib", none);
        }
        return asked
                ? Finding.missing(
                        "dllib",
                        "this build has no BigDL DLlib",
                        "./joyul fetches it where there is python3 and a network")
                : Finding.ok("dllib", "not fetched; ./joyul does it when a run file asks for it");
    }

    /** The launcher names the one that ./joyul test sets up where the environment names none. */
    static Finding python(Map<String, String> environment) {
        String named = environment.getOrDefault("JOYUL_PYTHON", "");
        return Files.isExecutable(Path.of(named)) && !named.isEmpty()
                ? Finding.ok("python", named)
                : Finding.warning(
                        "python",
                        named.isEmpty() ? "JOYUL_PYTHON names none" : named + " is not there",
                        "only tests and benchmarks compare with Python; ./joyul test sets one up");
    }
}
