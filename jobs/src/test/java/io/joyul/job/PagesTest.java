package io.joyul.job;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.config.RunConfigLoader;
import io.joyul.config.SweepConfigLoader;
import io.joyul.error.ErrorCode;
import io.joyul.evaluate.ClassificationResult;
import io.joyul.report.RunFacts;
import io.joyul.report.RunReport;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** What the README and the pages in docs say is there; {@link PagesClusterTest} runs the commands of their sh blocks. */
class PagesTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)\\)");
    private static final Pattern CODE = Pattern.compile("^\\| `([A-Z_]+)` \\| (\\d) \\|", Pattern.MULTILINE);
    private static final List<String> OF_THE_LAUNCHER = List.of("test", "COMMAND");

    /** The ways to send a job to a cluster; its class, and its arguments. */
    private static final Pattern SUBMITTED = Pattern.compile("(?:spark-submit .*--class io\\.joyul\\.job\\."
            + "|jobs/\\w+\\.sh submit (?:--cluster )?|jobs/kubernetes/dry-run )(\\w+)(?: \\S+\\.jar)?(.*)");

    /** Commands that are shown and not run, by how they begin: the test that runs their like. */
    private static final Map<String, Class<?>> RUN_ELSEWHERE = Map.ofEntries(
            entry("./joyul run conf/quickstart.yaml", RunTest.class),
            entry("spark-submit --properties-file conf/spark-standalone.conf", StandaloneClusterTest.class),
            entry("spark-submit --properties-file conf/spark-kubernetes.conf", KubernetesClusterTest.class),
            entry("HADOOP_CONF_DIR=/etc/hadoop/conf jobs/yarn.sh submit", YarnClusterTest.class),
            entry("jobs/yarn.sh ", YarnClusterTest.class),
            entry("jobs/airflow/try ", AirflowClusterTest.class),
            entry("spark-sql ", PredictSqlTest.class),
            entry("S3_KEY=… S3_SECRET=… JOYUL_PROFILE=s3 ./joyul run mine/s3.yaml", S3Test.class),
            entry("hadoop credential create ", S3Test.class));

    /** And those of which no test runs the like: why. */
    private static final Map<String, String> RUN_NOWHERE = Map.ofEntries(
            entry("./joyul test", "it runs the tests"),
            entry("kubectl ", "it takes a Kubernetes"),
            entry("mvn ", "tests run within Maven, which would build over them"),
            entry("JOYUL_PROFILE=spark4 ", "it builds anew over what this build has made"),
            entry("SPARK_HOME=/opt/spark-4.2.0 ", "it takes a build of the profile spark4"));

    @Test
    void linksLeadToFiles() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : Pages.all()) {
            Matcher links = LINK.matcher(Files.readString(page));
            while (links.find()) {
                if (!Files.exists(page.resolveSibling(links.group(1)))) {
                    broken.add(page.getFileName() + ": " + links.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    /** And in which order they are read, and run. */
    @Test
    void readmeLeadsToEachPage() throws IOException {
        assertThat(Pages.inOrder()).containsExactlyInAnyOrderElementsOf(Pages.all());
    }

    @Test
    void commandsAreThereWithTheirOptions() throws IOException {
        assertThat(commands(language -> language.isEmpty() || language.equals("sh")))
                .allSatisfy(shown ->
                        assertThat(isKnown(shown.line())).as(shown.toString()).isTrue());
    }

    @Test
    void optionsAreLookedAtHoweverAJobIsSent() {
        assertThat(List.of(
                        "./joyul run FILE --set a=b",
                        "JOYUL_PROFILE=s3 ./joyul run FILE",
                        "spark-submit --master yarn --class io.joyul.job.Run jobs/target/joyul.jar FILE --debug",
                        "jobs/yarn.sh submit --cluster Evaluate FILE --json"))
                .allMatch(PagesTest::isKnown);
        assertThat(List.of(
                        "./joyul run FILE --sett a=b",
                        "JOYUL_PROFILE=s3 ./joyul runn FILE",
                        "spark-submit --master yarn --class io.joyul.job.Runn jobs/target/joyul.jar FILE",
                        "spark-submit --master yarn --class io.joyul.job.Run jobs/target/joyul.jar FILE --bug",
                        "jobs/yarn.sh submit Evaluate FILE --jason"))
                .noneMatch(PagesTest::isKnown);
    }

    /** A block without a language holds commands that no test runs as they stand. */
    @Test
    void eachCommandThatIsNotRunHasATestOfItsLikeOrAReason() throws IOException {
        Set<String> listed = new HashSet<>(RUN_ELSEWHERE.keySet());
        listed.addAll(RUN_NOWHERE.keySet());
        List<Shown> shown = commands(String::isEmpty);
        assertThat(shown).allMatch(command -> listed.stream().anyMatch(command.line()::startsWith));
        assertThat(listed)
                .as("what is listed is shown")
                .allMatch(start ->
                        shown.stream().anyMatch(command -> command.line().startsWith(start)));
    }

    @Test
    void blocksAreOfAKnownLanguage() throws IOException {
        for (Path page : Pages.all()) {
            List<Pages.Block> blocks = Pages.blocks(page);
            assertThat(blocks)
                    .extracting(Pages.Block::language)
                    .as(page.toString())
                    .isSubsetOf("", "sh", "yaml", "python", "sql", "text");
            assertThat(Files.readString(page).split("```", -1))
                    .as(page + ": every fence is one of a block")
                    .hasSize(1 + 2 * blocks.size());
        }
    }

    @Test
    void filesOnThePagesAreRunFilesAndSweeps() throws IOException {
        List<String> files = new ArrayList<>();
        for (Path page : Pages.all()) {
            for (Pages.Block block : Pages.blocks(page)) {
                block.file().ifPresent(name -> {
                    files.add(name);
                    if (block.text().contains("\nspace:")) {
                        SweepConfigLoader.parse(name, block.text(), List.of());
                    } else {
                        RunConfigLoader.parse(name, block.text(), List.of());
                    }
                });
            }
        }
        assertThat(files).contains("mine/reviews.yaml", "mine/sweep.yaml");
    }

    @Test
    void pageOnFailuresHasEveryCodeWithItsExitCode() throws IOException {
        Map<String, Integer> shown = new TreeMap<>();
        Matcher rows = CODE.matcher(Files.readString(Pages.ROOT.resolve("docs/failures.md")));
        while (rows.find()) {
            shown.put(rows.group(1), Integer.valueOf(rows.group(2)));
        }
        assertThat(shown)
                .isEqualTo(Arrays.stream(ErrorCode.values())
                        .collect(
                                Collectors.toMap(Enum::name, code -> code.kind().exitCode())));
    }

    @Test
    void pageOnTheReportNamesWhatItHolds() throws IOException {
        String page = Files.readString(Pages.ROOT.resolve("docs/report.md"));
        for (Class<?> part : List.of(RunReport.class, RunFacts.class, ClassificationResult.class)) {
            for (RecordComponent component : part.getRecordComponents()) {
                assertThat(page).contains("`" + component.getName() + "`");
            }
        }
    }

    private record Shown(String page, String line) {}

    private static List<Shown> commands(Predicate<String> languages) throws IOException {
        List<Shown> commands = new ArrayList<>();
        for (Path page : Pages.all()) {
            for (Pages.Block block : Pages.blocks(page)) {
                if (languages.test(block.language())) {
                    block.commands()
                            .forEach(command ->
                                    commands.add(new Shown(page.getFileName().toString(), command.line())));
                }
            }
        }
        return commands;
    }

    /** What is none of our commands is none of our business. */
    private static boolean isKnown(String shown) {
        String line = shown.replaceFirst("\\s+#.*", "").replaceFirst("^(\\w+=\\S+ +)+", "");
        CommandLine joyul = CommandLines.of(new Joyul());
        Matcher submitted = SUBMITTED.matcher(line);
        if (submitted.matches()) {
            return joyul.getSubcommands().values().stream()
                    .filter(job -> job.getCommandSpec()
                            .userObject()
                            .getClass()
                            .getSimpleName()
                            .equals(submitted.group(1)))
                    .anyMatch(job -> takes(job, submitted.group(2)));
        }
        return !line.startsWith("./joyul ") || takes(joyul, line.substring("./joyul ".length()));
    }

    private static boolean takes(CommandLine root, String arguments) {
        List<String> words = List.of(arguments.strip().split("\\s+"));
        CommandLine command = root;
        for (String word : words) {
            CommandLine below = command.getSubcommands().get(word);
            if (below != null) {
                command = below;
            } else if (word.startsWith("-")
                    && !command.getCommandSpec().optionsMap().containsKey(word.replaceFirst("=.*", ""))) {
                return OF_THE_LAUNCHER.contains(words.get(0));
            }
        }
        return command.getSubcommands().isEmpty() || OF_THE_LAUNCHER.contains(words.get(0));
    }
}
