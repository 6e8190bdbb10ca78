package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.joyul.job.Script.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder that {@code bin/gpu-check} packs from the packaged jar, and what it does on a machine with PyTorch. */
class GpuCheckClusterTest {
    private static final long MINUTES = 10;
    private static final long MOST_BYTES = 60L << 20;

    @TempDir
    Path folder;

    @Test
    @Tag("slow")
    void theFolderIsSmallAndTrainsWithAnInstalledPyTorch() throws Exception {
        String interpreter = System.getenv("JOYUL_PYTHON");
        assumeTrue(interpreter != null, "JOYUL_PYTHON names no Python, of which one with torch 2.10.0 is needed");
        Ended torch = run("torch.log", Path.of(interpreter), "-c", "import torch; print('is', torch.__version__)");
        assumeTrue(
                torch.output().contains("is 2.10.0"),
                "JOYUL_PYTHON's torch " + torch.output().strip());

        Path packed = folder.resolve("packed");
        Ended packing = run("pack.log", Path.of("bin", "gpu-check").toAbsolutePath(), packed.toString());
        assertThat(packing.exitCode()).as(packing.output()).isZero();
        assertThat(bytes(packed)).isLessThan(MOST_BYTES);
        assertThat(folder.resolve("packed.tar.gz")).isRegularFile();

        // Moved, as to another machine: nothing in it may point back.
        Path moved = Files.move(packed, folder.resolve("moved"));
        Ended check = run("check.log", moved.resolve("check"), interpreter);
        assertThat(check.exitCode()).as(check.output()).isZero();
        assertThat(number("cpu: loss (\\S+) to", check)).isGreaterThan(number("cpu: loss \\S+ to (\\S+)", check));
        assertThat(number("cpu: speed small (\\S+) tokens/s", check)).isPositive();
        assertThat(number("cpu: PyTorch small (\\S+) tokens/s", check)).isPositive();
        // Whatever there is, it is said.
        if (check.output().contains("cuda:0")) {
            assertThat(check.output()).contains("cuda:0: parity ok", "cuda:0: speed base", "cuda:0: PyTorch base");
        } else {
            assertThat(check.output()).contains("gpu: NONE WAS FOUND", "only the CPU was checked");
        }
    }

    private static double number(String pattern, Ended ended) {
        Matcher line = Pattern.compile(pattern).matcher(ended.output());
        assertThat(line.find()).as(pattern + " in " + ended.output()).isTrue();
        return Double.parseDouble(line.group(1));
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private Ended run(String log, Path program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(List.of(arguments));
        Path output = folder.resolve(log);
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("JOYUL_BUILT", "1");
        return Script.await(builder.start(), output, MINUTES);
    }
}
