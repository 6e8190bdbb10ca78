package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What native code reads from the environment is set where a JVM is started, in four languages: to the same. */
final class NativeEnvironmentTest {
    private static final Path ROOT = Path.of("..");

    private final Map<String, String> launcher = new TreeMap<>();

    @BeforeEach
    void readTheLauncher() throws IOException {
        find(Files.readString(ROOT.resolve("joyul")), "(\\w+)=\\$\\{\\1:-([^}]+)}", launcher);
        launcher.keySet().removeIf(name -> !name.matches("MALLOC_.*|GLIBC_.*|(OPENBLAS|OMP)_NUM_THREADS"));
        assertThat(launcher).containsEntry("OMP_NUM_THREADS", "1").hasSizeGreaterThan(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark-standalone.conf", "spark-yarn.conf", "spark-kubernetes.conf"})
    void executorsHaveTheLaunchers(String file) throws IOException {
        Map<String, String> executor = new TreeMap<>();
        find(
                Files.readString(ROOT.resolve("conf").resolve(file)),
                "(?m)^spark\\.executorEnv\\.(\\w+) (\\S+)$",
                executor);
        assertThat(executor).containsAllEntriesOf(launcher);
    }

    @Test
    void imageHasTheLaunchersForDriversToo() throws IOException {
        Map<String, String> image = new TreeMap<>();
        String recipe = Files.readString(ROOT.resolve("jobs/kubernetes/Dockerfile"));
        for (String line : recipe.replace("\\\n", " ").lines().toList()) {
            if (line.startsWith("ENV ")) {
                find(line, "(\\w+)=(\\S+)", image);
            }
        }
        assertThat(image).isEqualTo(launcher);
    }

    @Test
    void airflowsTasksHaveTheLaunchers() throws IOException {
        String factory = Files.readString(ROOT.resolve("jobs/airflow/joyul_airflow.py"));
        int start = factory.indexOf("\nENVIRONMENT = {");
        Map<String, String> tasks = new TreeMap<>();
        find(factory.substring(start, factory.indexOf('}', start)), "\"(\\w+)\": \"([^\"]+)\"", tasks);
        assertThat(tasks).isEqualTo(launcher);
    }

    private static void find(String text, String pattern, Map<String, String> into) {
        for (Matcher matcher = Pattern.compile(pattern).matcher(text); matcher.find(); ) {
            into.put(matcher.group(1), matcher.group(2));
        }
    }
}
