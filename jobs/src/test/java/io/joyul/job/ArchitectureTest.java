package io.joyul.job;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.conditions.ArchConditions.onlyHaveDependenciesWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.joyul.tensor.Tensors;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who may know whom. A package that is in none of the lists below fails the build: say where it belongs. */
@AnalyzeClasses(
        packages = "io.joyul",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.NoTestJars.class})
class ArchitectureTest {
    /** Another module's fixtures come as a jar. */
    static final class NoTestJars implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }

    /** A module of its own, there only where BigDL DLlib's jars have been fetched; nobody knows it. */
    private static final String DLLIB = "dllib";

    /** Models as SQL functions: the one package that knows the functions on rows, whose expression it shares. */
    private static final String SQL = "sql";

    /** Data moves forward only: a package uses earlier ones alone. */
    private static final List<String> ORDER = List.of(
            "text",
            "tokenize",
            "tokenize.train",
            "augment",
            "mask",
            "pack",
            "translate",
            "preprocess",
            "shard",
            "example",
            "batch",
            "tensor",
            "model",
            "adapt",
            "objective",
            "train",
            "checkpoint",
            "export",
            "evaluate",
            "sweep",
            "report",
            "tracking",
            "stage",
            SQL,
            DLLIB,
            "job");

    /** What serves all, and what each of these may use itself. */
    private static final Map<String, Set<String>> FLOOR = Map.of(
            "error",
            Set.of(),
            "digest",
            Set.of(),
            "storage",
            Set.of("error", "digest"),
            "config",
            Set.of("error", "storage"),
            "http",
            Set.of());

    /** Beside tensor: knows what tensor knows, and tensor, but serves no package before model. */
    private static final String COLLECTIVE = "collective";

    /** The SQL functions: beside preprocess, and known to no other package. */
    private static final String UDF = "udf";

    /** Functions of libtorch that make tensors from nothing. */
    private static final Set<String> MAKERS = Set.of(
            "zeros", "ones", "empty", "full", "arange", "linspace", "rand", "randn", "eye", "from_blob", "tensor");

    private static final List<String> SPARK = List.of("udf", "preprocess", "stage", SQL, DLLIB, "job");
    private static final List<String> LIBTORCH =
            List.of("tensor", "model", "adapt", "objective", "collective", "train", "checkpoint", "evaluate", DLLIB);

    @ArchTest
    static final ArchRule noPackagesForACircle =
            slices().matching("io.joyul.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule sparkStaysAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackages(packages(SPARK))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.spark..", "scala..");

    @ArchTest
    static final ArchRule libtorchStaysBelowTheStages = noClasses()
            .that()
            .resideOutsideOfPackages(packages(LIBTORCH))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bytedeco..");

    /** These compute where the model lies, which may be a GPU: no tensor is made without saying where. */
    @ArchTest
    static final ArchRule tensorsAreMadeOnADevice = noClasses()
            .that()
            .resideInAnyPackage(packages(List.of("model", "adapt", "objective", "train", "evaluate")))
            .should()
            .callMethod(Tensors.class, "zeros", long[].class)
            .orShould()
            .callMethodWhere(describe(
                    "makes a tensor on the host",
                    call -> call.getTargetOwner().getName().equals("org.bytedeco.pytorch.global.torch")
                            && MAKERS.contains(call.getName())));

    /** The graph of a forward pass may be in pieces; libtorch's own backward would end at the last of them. */
    @ArchTest
    static final ArchRule gradientsComeThroughTheModel = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.joyul.model.GraphCuts")
            .should()
            .callMethodWhere(describe(
                    "goes backward past Model.backward",
                    call -> call.getTargetOwner().getName().startsWith("org.bytedeco.pytorch.")
                            && call.getName().equals("backward")));

    @ArchTest
    static final ArchRule arrowIsAShardsOwnAffair = noClasses()
            .that()
            .resideOutsideOfPackages("io.joyul.shard..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.arrow..");

    @ArchTest
    static final ArchRule onlyAJobIsAMain = methods()
            .that()
            .haveName("main")
            .and()
            .areStatic()
            .should()
            .beDeclaredInClassesThat()
            .resideInAPackage("io.joyul.job");

    @ArchTest
    static final ArchRule onlyAJobEndsTheProcess = noClasses()
            .that()
            .resideOutsideOfPackage("io.joyul.job")
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class);

    @ArchTest
    static final ArchRule valuesAreRecords = classes()
            .that()
            .areNotEnums()
            .and()
            .haveNameMatching(".*(Config|Result|State|Plan|Manifest)")
            .should()
            .beRecords();

    @ArchTest
    static void packagesUseEarlierOnesOnly(JavaClasses all) {
        for (String name : packagesIn(all)) {
            Set<String> allowed = allowedFor(name);
            ArchRule rule = classes()
                    .that()
                    .resideInAPackage("io.joyul." + name)
                    .should(onlyHaveDependenciesWhere(
                            describe("they lie in " + new TreeSet<>(allowed) + " or outside Joyul", dependency -> {
                                String target = packageOf(dependency.getTargetClass());
                                return target.isEmpty() || target.equals(name) || allowed.contains(target);
                            })));
            rule.check(all);
        }
    }

    @ArchTest
    static void everyPackageHasItsPlaceAndEveryPlaceItsPackage(JavaClasses all) {
        Set<String> placed = Stream.of(ORDER.stream(), FLOOR.keySet().stream(), Stream.of(COLLECTIVE, UDF))
                .flatMap(names -> names)
                .collect(Collectors.toSet());
        placed.remove(DLLIB);
        Set<String> found = packagesIn(all);
        found.remove(DLLIB);
        assertThat(found).containsExactlyInAnyOrderElementsOf(placed);
    }

    private static Set<String> allowedFor(String name) {
        if (FLOOR.containsKey(name)) {
            return FLOOR.get(name);
        }
        if (name.equals(UDF)) {
            Set<String> module = new TreeSet<>(ORDER.subList(0, ORDER.indexOf("preprocess")));
            module.add("error");
            return module;
        }
        int tensor = ORDER.indexOf("tensor");
        int place = name.equals(COLLECTIVE) ? tensor + 1 : ORDER.indexOf(name);
        Set<String> allowed = new TreeSet<>(ORDER.subList(0, Math.max(0, place)));
        allowed.addAll(FLOOR.keySet());
        allowed.remove(DLLIB);
        if (name.equals(SQL)) {
            allowed.add(UDF);
        }
        if (place > tensor && !name.equals(COLLECTIVE)) {
            allowed.add(COLLECTIVE);
        }
        return allowed;
    }

    private static Set<String> packagesIn(JavaClasses all) {
        return all.stream()
                .map(ArchitectureTest::packageOf)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The name below {@code io.joyul}; empty for a class that is not ours. */
    private static String packageOf(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName();
        return name.startsWith("io.joyul.") ? name.substring("io.joyul.".length()) : "";
    }

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> "io.joyul." + name + "..").toArray(String[]::new);
    }
}
