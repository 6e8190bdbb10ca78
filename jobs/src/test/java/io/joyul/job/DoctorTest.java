package io.joyul.job;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.joyul.config.RunConfig;
import io.joyul.config.RunConfigLoader;
import io.joyul.config.TrainingConfig.DeviceKind;
import io.joyul.job.Finding.State;
import io.joyul.job.Script.Ended;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
    private static final long GIGA = 1L << 30;

    @TempDir
    Path folder;

    private static RunConfig run(String more) {
        return RunConfigLoader.parse("run.yaml", """
                name: n
                output: runs/n
                input: {format: json-lines, train: a.jsonl, dev: b.jsonl, text-column: text, label-column: label}
                """ + more, List.of());
    }

    @Test
    void thisMachineHasWhatARunNeeds() throws IOException {
        SmallRun.Ended ended =
                SmallRun.joyul("doctor", "--json", SmallRun.write(folder).file().toString());
        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        JsonNode checks = new JsonMapper().readTree(ended.out()).get("checks");
        assertThat(checks.findValuesAsText("check"))
                .contains("memory", "cores", "disk", "ports", "libtorch", "gpu", "dllib", "python", "spark", "hadoop");
        assertThat(checks.findValuesAsText("state")).doesNotContain("missing");
        assertThat(SmallRun.joyul("doctor").out()).contains("ok       libtorch     the packed one loads\n");
    }

    @Test
    void chosenInstructionsOfMatrixProductsAreWarnedOf() {
        assertThat(LibraryChecks.kernels(Map.of())).isEmpty();
        assertThat(LibraryChecks.kernels(Map.of("OPENBLAS_CORETYPE", "Haswell")))
                .hasValueSatisfying(finding -> assertThat(finding.line())
                        .startsWith("warning  kernels      OPENBLAS_CORETYPE is Haswell")
                        .endsWith("; unset it, and OpenBLAS takes the best that this one has"));
    }

    @Test
    void launchersFindingsComeFirstAndCount() {
        List<Finding> findings = Doctor.findings(
                Optional.empty(), Map.of(Doctor.LAUNCHER, "warning\tmaven\tthere is no mvn\tinstall it\n"));
        assertThat(findings.get(0)).isEqualTo(Finding.warning("maven", "there is no mvn", "install it"));
        assertThat(findings.get(0).line()).isEqualTo("warning  maven        there is no mvn; install it");
    }

    /** A path with the little that the launcher needs, and no Maven; what is put there is all that there is. */
    private Path path() throws IOException {
        Path path = Files.createDirectories(folder.resolve("path"));
        for (String tool : List.of("bash", "cat", "dirname", "find", "mkdir", "readlink", "sed", "tr")) {
            Files.createSymbolicLink(
                    path.resolve(tool), Path.of("/usr/bin", tool).toRealPath());
        }
        return path;
    }

    /** A Java of a version that only tells where it was told of a Python. */
    private Path java(String version) throws IOException {
        Path home = folder.resolve("java-" + version);
        program(home.resolve("bin/java"), "echo \"JOYUL_PYTHON is $JOYUL_PYTHON\" >&2");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + ".0.1\"\n");
        return home;
    }

    private static void program(Path file, String does) throws IOException {
        Files.createDirectories(requireNonNull(file.getParent()));
        Files.writeString(file, "#!/usr/bin/env bash\n" + does + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    /** The launcher in a folder of its own, where nothing is built. */
    private Ended launch(String javaHome, String build, String... arguments) throws Exception {
        Path launcher = folder.resolve("app/joyul");
        if (!Files.exists(launcher)) {
            Files.createDirectories(requireNonNull(launcher.getParent()));
            Files.copy(Path.of("..", "joyul"), launcher, StandardCopyOption.COPY_ATTRIBUTES);
        }
        return new Script(folder.resolve("launch.log"), 1)
                .with("PATH", folder.resolve("path").toString())
                .with("JAVA_HOME", javaHome)
                .with("JOYUL_BUILD", build)
                .with("JOYUL_PYTHON", "")
                .with("JOYUL_PROFILE", "")
                .run(launcher.toString(), arguments);
    }

    @Test
    void javaOfAnotherVersionIsMissing() throws Exception {
        path();
        Path home = java("11");
        Ended ended = launch(home.toString(), "", "doctor");
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.output())
                .startsWith("missing  java         JDK 17 is needed, but " + home
                        + "/bin/java is Java 11; set JAVA_HOME to a JDK 17\n");
    }

    @Test
    void jreThatCannotCompileIsNotEnoughToBuildWith() throws Exception {
        program(path().resolve("mvn"), "exit 1");
        Path home = java("17");
        Ended ended = launch(home.toString(), "", "doctor");
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.output())
                .startsWith("ok       java         JDK 17 in " + home + "\nmissing  compiler     " + home
                        + " has no javac; install a JDK, not a JRE");
    }

    @Test
    void mavenIsMissingWhereThereIsSomethingToBuild() throws Exception {
        path();
        Path home = java("17");
        program(home.resolve("bin/javac"), "exit 1");
        Ended ended = launch(home.toString(), "", "doctor");
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.output())
                .startsWith("ok       java         JDK 17 in " + home
                        + "\nmissing  maven        there is no mvn; install it, such as the package maven\n");
        Ended run = launch(home.toString(), "", "run", "run.yaml");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output())
                .isEqualTo("joyul: Maven is needed to build, but there is no mvn; install it (such as the"
                        + " package maven)\n");
    }

    @Test
    void nothingBuiltWhereNothingMayBeBuiltIsOneClearMessage() throws Exception {
        path();
        String home = java("17").toString();
        Ended doctor = launch(home, "never", "doctor");
        assertThat(doctor.exitCode()).isEqualTo(4);
        assertThat(doctor.output())
                .contains("missing  build        nothing is built, and JOYUL_BUILD is never; unset JOYUL_BUILD\n");
        Ended run = launch(home, "never", "run", "run.yaml");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.output())
                .isEqualTo("joyul: nothing is built in " + folder.resolve("app").toRealPath()
                        + ", and JOYUL_BUILD is never; unset it, so that it can be built\n");
    }

    /** Neither may begin to install what it needs to work. */
    @Test
    void launchersOwnCommandsSayWhatTheyTake() throws Exception {
        path();
        String home = java("17").toString();
        for (String command : List.of("test", "notebook")) {
            Ended help = launch(home, "", command, "--help");
            assertThat(help.exitCode()).as(help.output()).isZero();
            assertThat(help.output()).startsWith("joyul " + command + ": ");
            Ended wrong = launch(home, "", command, "--al");
            assertThat(wrong.exitCode()).isEqualTo(2);
            assertThat(wrong.output()).startsWith("joyul: " + command + " knows one option");
        }
    }

    @Test
    void pythonOfTheTestsIsLookedForBesideTheLauncher() throws Exception {
        path();
        Path built = Files.createDirectories(folder.resolve("app/jobs/target"));
        Files.createFile(built.resolve("joyul.jar"));
        Files.createFile(built.resolve("spark.classpath"));
        Ended ended = launch(java("17").toString(), "never", "doctor");
        assertThat(ended.output())
                .contains("JOYUL_PYTHON is " + folder.resolve("app").toRealPath() + "/.joyul/venv/bin/python");
        assertThat(LibraryChecks.python(Map.of()).state()).isEqualTo(State.WARNING);
        assertThat(LibraryChecks.python(Map.of("JOYUL_PYTHON", "/usr/bin/env")).state())
                .isEqualTo(State.OK);
    }

    @Test
    void libtorchThatDoesNotLoadIsSaidHowToMend() {
        assertThat(LibraryChecks.libtorchMend("Linux amd64", "")).contains("libstdc++6", "JOYUL_PROFILE=gpu");
        assertThat(LibraryChecks.libtorchMend("Linux aarch64", "")).contains("linux-x86_64 alone");
        assertThat(LibraryChecks.libtorchMend("Linux amd64", "/opt/torch")).contains("PyTorch 2.10.0", "unset it");
    }

    @Test
    void ranksOfAClusterTakeNothingOfThisMachine() {
        String large = "model: {layers: 24, hidden-size: 1024, attention-heads: 16}\n"
                + "training: {ranks: 64, device: cuda}\nspark: ";
        for (String master : List.of("{master: 'spark://h:7077'}", "{master: yarn}")) {
            Optional<RunConfig> far = Optional.of(run(large + master));
            assertThat(MachineChecks.memory(far, 4 * GIGA, 3 * GIGA).state()).isEqualTo(State.OK);
            assertThat(MachineChecks.memory(far, 2 * GIGA, 3 * GIGA).line())
                    .contains("driver for ", "; lower JOYUL_HEAP, or");
            assertThat(MachineChecks.cores(far, 2).state()).isEqualTo(State.OK);
            assertThat(LibraryChecks.findings(far, Map.of()))
                    .extracting(Finding::state)
                    .doesNotContain(State.MISSING);
        }
        Optional<RunConfig> near = Optional.of(run(large + "{master: 'local-cluster[2,1,2048]'}"));
        assertThat(MachineChecks.memory(near, 4 * GIGA, 3 * GIGA).state()).isEqualTo(State.MISSING);
    }

    @Test
    void microBatchThatIsFoundByItselfTakesWhatItMay() {
        String found = "training: {ranks: 2, micro-batch: auto, fit: {global-batch: 64";
        Optional<RunConfig> stated = Optional.of(run(found + ", memory-gigabytes: 4}}"));
        assertThat(MachineChecks.rankBytes(stated.get(), 64 * GIGA)).isEqualTo(4_000_000_000L);
        assertThat(MachineChecks.memory(stated, 8 * GIGA, 3 * GIGA).mend()).contains("training.fit.memory-gigabytes");
        assertThat(MachineChecks.rankBytes(run(found + "}}"), 16 * GIGA))
                .as("half of the machine, shared by two")
                .isEqualTo(4 * GIGA);
    }

    @Test
    void masterYarnIsFoundByItsConfiguration() throws IOException {
        Optional<RunConfig> run = Optional.of(run("spark: {master: yarn}"));
        assertThat(ClusterChecks.findings(run, Map.of()))
                .contains(Finding.missing(
                        "yarn",
                        "the master is yarn, and HADOOP_CONF_DIR is not set",
                        "set HADOOP_CONF_DIR to the cluster's folder with yarn-site.xml"));
        assertThat(ClusterChecks.findings(Optional.empty(), Map.of()))
                .extracting(Finding::name)
                .doesNotContain("yarn");
        assertThat(yarn().found()).endsWith("yarn-site.xml cannot be read");
        Path site = Files.writeString(folder.resolve("yarn-site.xml"), "<configuration/>");
        assertThat(yarn().found()).endsWith("names no yarn.resourcemanager.hostname");
        Files.writeString(
                site,
                "<configuration><property><name>yarn.resourcemanager.hostname</name><value>rm</value></property>"
                        + "</configuration>");
        assertThat(yarn()).isEqualTo(Finding.ok("yarn", "resource manager rm:8032"));
        Files.writeString(site, "<configuration>");
        assertThat(yarn().mend()).isEqualTo("mend the file");
    }

    @Test
    void masterOfItsOwnIsCalledBeforeARunWaitsForIt() throws IOException {
        try (ServerSocket master = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String there = "127.0.0.1:" + master.getLocalPort();
            assertThat(NetworkChecks.findings(Optional.of(run("spark: {master: 'spark://" + there + "'}"))))
                    .contains(Finding.ok("master", "spark://" + there + " can be reached"));
            master.close();
            assertThat(NetworkChecks.master("spark://nowhere.invalid:7077," + there)
                            .line())
                    .startsWith("missing  master")
                    .contains("nowhere.invalid:7077 (unknown host)", there + " (Connection refused)", "spark.master");
        }
        assertThat(NetworkChecks.findings(Optional.empty()))
                .extracting(Finding::name)
                .doesNotContain("master");
    }

    @Test
    void outputThatIsAFileIsNoFolder() throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "");
        assertThat(MachineChecks.disk(file.toString()))
                .isEqualTo(Finding.missing("disk", file + " is a file", "let output be a folder"));
        assertThat(MachineChecks.disk(file + "/inside").state()).isEqualTo(State.MISSING);
        assertThat(MachineChecks.disk(folder.resolve("new").toString()).state()).isNotEqualTo(State.MISSING);
    }

    private Finding yarn() {
        return ClusterChecks.yarn(Optional.of(folder.toString()));
    }

    @Test
    void machineWithoutAJavaIsToldSoByTheLauncherAlone() throws Exception {
        Script script = new Script(folder.resolve("doctor.log"), 1)
                .with("PATH", path().toString())
                .with("JAVA_HOME", "");
        Ended ended = script.run("../joyul", "doctor");
        assertThat(ended.exitCode()).isEqualTo(4);
        assertThat(ended.output())
                .startsWith("missing  java         JDK 17 is needed, but there is no java; install one")
                .contains(" maven        there is no mvn");
        JsonNode checks = new JsonMapper()
                .readTree(script.run("../joyul", "doctor", "--json").output())
                .get("checks");
        assertThat(checks.get(0).get("state").asText()).isEqualTo("missing");
    }

    @Test
    void memoryIsComparedWithWhatTheRunTakes() {
        RunConfig large = run("model: {layers: 24, hidden-size: 1024, attention-heads: 16}\ntraining: {ranks: 4}");
        assertThat(MachineChecks.memory(Optional.of(large), 16 * GIGA, 3 * GIGA).state())
                .isEqualTo(State.MISSING);
        assertThat(MachineChecks.memory(Optional.of(large), 512 * GIGA, 3 * GIGA)
                        .state())
                .isEqualTo(State.OK);
        // 4 layers of 12 × 256² weights and 16,128 vectors: 7.3 million, of 16 bytes each.
        assertThat(MachineChecks.rankBytes(run("training: {micro-batch: 1}"), 16 * GIGA))
                .isBetween(115_000_000L, 130_000_000L);
    }

    private static String startingFrom(Path model) {
        return "model: {checkpoint: '" + model + "'}\npreprocess: {tokenizer: {path: '"
                + model.resolve("tokenizer.json") + "'}}";
    }

    @Test
    void sizesComeFromTheModelThatARunStartsFrom() throws IOException {
        Path model = Files.createDirectories(folder.resolve("large"));
        Files.writeString(model.resolve("config.json"), """
                {"architectures": ["BertForMaskedLM"], "model_type": "bert", "vocab_size": 32000, "hidden_size": 1024,
                 "num_hidden_layers": 24, "num_attention_heads": 16, "intermediate_size": 4096,
                 "max_position_embeddings": 512, "type_vocab_size": 2}""");
        RunConfig run = run(startingFrom(model) + "\ntraining: {micro-batch: 1}");
        // 24 layers of 12 × 1024² weights and 32,512 vectors: 335 million.
        assertThat(MachineChecks.rankBytes(run, 16 * GIGA)).isBetween(5_300_000_000L, 5_700_000_000L);
        assertThat(MachineChecks.findings(Optional.of(run)).get(0)).isEqualTo(Finding.ok("model", "24 layers of 1024"));

        RunConfig gone = run(startingFrom(folder.resolve("gone")));
        assertThat(MachineChecks.findings(Optional.of(gone)).get(0).line())
                .startsWith("missing  model")
                .contains("gone", "mend model.checkpoint");
    }

    @Test
    void moreRanksThanCoresAreAWarning() {
        assertThat(MachineChecks.cores(Optional.of(run("training: {ranks: 4}")), 2)
                        .line())
                .startsWith("warning  cores        2 cores for training.ranks 4; ranks will share them");
    }

    @Test
    void folderThatCannotBeWrittenToIsMissing() {
        assertThat(MachineChecks.disk("/proc/runs").state()).isEqualTo(State.MISSING);
        assertThat(MachineChecks.disk("hdfs://a/b").state()).isEqualTo(State.OK);
    }

    @Test
    void addressOfAnotherMachineOpensNoPort() throws IOException {
        assertThat(NetworkChecks.port(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}))
                        .state())
                .isEqualTo(State.MISSING);
    }

    @Test
    void gpuIsMissingOnlyWhereARunInsistsOnIt() {
        assertThat(LibraryChecks.gpu(DeviceKind.CUDA, 0, false, false).mend()).contains("JOYUL_PROFILE=gpu");
        assertThat(LibraryChecks.gpu(DeviceKind.CUDA, 0, true, true).mend()).contains("nvidia-smi");
        assertThat(LibraryChecks.gpu(DeviceKind.AUTO, 0, true, true).state()).isEqualTo(State.WARNING);
        assertThat(LibraryChecks.gpu(DeviceKind.AUTO, 0, false, false).state()).isEqualTo(State.OK);
        assertThat(LibraryChecks.gpu(DeviceKind.CUDA, 2, true, true).state()).isEqualTo(State.OK);
    }

    @Test
    void sparkOfAnotherVersionDoesNotFit() throws IOException {
        String built = Version.spark().replaceFirst("[.][0-9]+$", "");
        Path home = folder.resolve("spark");
        Files.createDirectories(home.resolve("bin"));
        assertThat(ClusterChecks.spark(Optional.of(home.toString())).found()).contains("no bin/spark-submit");
        assertThat(Files.createFile(home.resolve("bin/spark-submit")).toFile().setExecutable(true))
                .isTrue();
        Files.createDirectories(home.resolve("jars"));
        Path core = Files.createFile(home.resolve("jars/spark-core_2.13-4.0.1.jar"));
        assertThat(ClusterChecks.spark(Optional.of(home.toString())))
                .isEqualTo(Finding.missing(
                        "spark",
                        "Spark 4.0.1 with Scala 2.13 in " + home,
                        "this build is for Spark " + built + "; set SPARK_HOME to one"));
        Files.move(core, home.resolve("jars/spark-core_2.12-" + built + ".1.jar"));
        assertThat(ClusterChecks.spark(Optional.of(home.toString())).state()).isEqualTo(State.OK);
        assertThat(ClusterChecks.spark(Optional.empty()).state()).isEqualTo(State.WARNING);
    }

    @Test
    void hadoopsConfigurationIsReadAndItsFileSystemAsked() throws IOException {
        assertThat(hadoop()).extracting(Finding::state).containsExactly(State.MISSING);
        Path site = folder.resolve("core-site.xml");
        Files.writeString(site, site("file:///"));
        assertThat(hadoop()).extracting(Finding::state).containsExactly(State.OK, State.OK);
        Files.writeString(site, site("hdfs://127.0.0.1:1"));
        assertThat(hadoop().get(1).mend()).contains("check fs.defaultFS");
        Files.writeString(site, "<configuration><property>");
        assertThat(hadoop().get(0).mend()).isEqualTo("mend the file");
    }

    private List<Finding> hadoop() {
        return ClusterChecks.hadoop(Optional.of(folder.toString()));
    }

    private static String site(String root) {
        return """
                <configuration>
                  <property><name>fs.defaultFS</name><value>%s</value></property>
                  <property><name>ipc.client.connect.max.retries</name><value>0</value></property>
                </configuration>
                """.formatted(root);
    }
}
