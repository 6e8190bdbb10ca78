package io.joyul.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.testing.Python;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstalledTorchTest {
    @TempDir
    private Path folder;

    /** Loads libtorch, computes a gradient, and says by what. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            try {
                Libtorch.prepare(1);
            } catch (JoyulException e) {
                System.out.println("refused: " + e.getMessage());
                System.out.println("loaded: " + loaded());
                return;
            }
            try (TensorScope scope = TensorScope.open()) {
                float[] values = new float[64];
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) Math.sin(i);
                }
                Tensor matrix = Tensors.floats(values, 8, 8);
                matrix.set_requires_grad(true);
                matrix.matmul(matrix).softmax(-1).log().sum().backward();
                System.out.println("gradient: " + matrix.grad().norm().item_double());
                System.out.println("built with: " + Libtorch.description().contains("TORCH_VERSION=2.10.0"));
                System.out.println("cuda: " + torch.cuda_is_available());
                System.out.println("nccl: " + NcclBridge.missing());
            }
            System.out.println("loaded: " + loaded());
        }

        /** Where the process has libtorch from. */
        private static String loaded() throws IOException {
            return Files.readAllLines(Path.of("/proc/self/maps")).stream()
                    .filter(line -> line.endsWith("libtorch_cpu.so"))
                    .map(line -> line.substring(line.indexOf('/')))
                    .distinct()
                    .toList()
                    .toString();
        }
    }

    private static String run(String... options) throws Exception {
        return run(Child.class, options);
    }

    /** What a JVM of its own prints, which has no options but these. */
    static String run(Class<?> main, String... options) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(List.of(options));
        command.add(main.getName());
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }

    private Path torch(String file, String text) throws IOException {
        Files.createDirectories(folder.resolve("lib"));
        Files.writeString(folder.resolve("lib/libtorch_cpu.so"), "never loaded");
        if (!file.isEmpty()) {
            Files.writeString(folder.resolve(file), text);
        }
        return folder;
    }

    private static void assertRefused(Path path, String why) {
        assertThatThrownBy(() -> InstalledTorch.in(path.toString()))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NATIVE_UNAVAILABLE))
                .hasMessageContaining(why);
    }

    @Test
    void aVersionThatFitsIsTakenHoweverItWasBuilt() throws IOException {
        Path path = torch("version.py", "from typing import Optional\n__version__ = '2.10.0+cu128'\ndebug = False\n");
        assertThat(InstalledTorch.in(path.toString()).version()).isEqualTo("2.10.0+cu128");
        assertThat(InstalledTorch.in(path.resolve("lib").toString()).libraries())
                .isEqualTo(path.resolve("lib"));
    }

    @Test
    void aVersionThatDoesNotFitIsRefusedByName() throws IOException {
        for (String version : List.of("2.11.0", "2.10.1+cpu", "2.1.0", "2.10.0a0+git1234567", "2.10")) {
            assertRefused(
                    torch("version.py", "__version__ = '" + version + "'\n"),
                    "is PyTorch " + version + ", and this Joyul needs 2.10.0");
        }
        Files.delete(folder.resolve("version.py"));
        assertRefused(torch("build-version", "2.9.1+cpu\n"), "is PyTorch 2.9.1+cpu");
    }

    @Test
    void aFolderThatDoesNotSayItsVersionIsRefused() throws IOException {
        assertRefused(torch("", ""), "neither a version.py nor a build-version");
        assertRefused(torch("version.py", "debug = False\n"), "neither a version.py nor a build-version");
        assertRefused(folder.resolve("none"), "holds no lib/libtorch_cpu.so");
    }

    @Test
    void anInstalledPyTorchTakesThePlaceOfThePackedLibraries() throws Exception {
        Python.assumeModules("torch");
        String installed = Python.print("torch.__path__[0] + '|' + torch.__version__", "torch");
        String path = installed.substring(0, installed.indexOf('|'));
        assumeTrue(
                installed.substring(path.length() + 1).startsWith(InstalledTorch.NEEDED),
                "JOYUL_PYTHON's torch is " + installed + ", which is not " + InstalledTorch.NEEDED);
        String own = run("-D" + Libtorch.PATH + "=" + path);
        String packed = run();
        assertThat(own).contains("built with: true").contains("loaded: [" + path + "/lib/libtorch_cpu.so]");
        assertThat(packed).contains("javacpp").doesNotContain(path);
        assertThat(packed).contains("nccl: Optional[this libtorch is built without CUDA]");
        if (Python.print("torch.version.cuda", "torch").equals("None")) {
            assertThat(own).contains("nccl: Optional[this libtorch is built without CUDA]");
        } else {
            assertThat(own).contains("nccl: Optional[the bridge to NCCL is in no jar; build with JOYUL_PROFILE=gpu]");
        }
        assertThat(gradient(own)).isCloseTo(gradient(packed), org.assertj.core.data.Offset.offset(1e-4));

        // The same libraries under another name: nothing of them may be loaded.
        Files.createSymbolicLink(folder.resolve("lib"), Path.of(path, "lib"));
        Files.writeString(folder.resolve("version.py"), "__version__ = '2.11.0+cpu'\n");
        assertThat(run("-D" + Libtorch.PATH + "=" + folder))
                .contains("refused: joyul.libtorch.path: " + folder + " is PyTorch 2.11.0+cpu")
                .contains("loaded: []");
    }

    private static double gradient(String output) {
        java.util.regex.Matcher line = Pattern.compile("gradient: (\\S+)").matcher(output);
        assertThat(line.find()).as(output).isTrue();
        return Double.parseDouble(line.group(1));
    }
}
