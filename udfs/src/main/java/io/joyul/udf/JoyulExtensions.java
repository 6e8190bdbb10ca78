package io.joyul.udf;

import java.util.List;
import org.apache.spark.sql.SparkSessionExtensions;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import scala.Tuple3;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds Joyul's functions to a session: {@code spark.sql.extensions=io.joyul.udf.JoyulExtensions}. Needs the jar of this
 * module on the class path, such as by {@code spark.jars}; Korean morphemes want Lucene's beside it, and tokenizers with
 * regular expressions of their own RE2/J's.
 */
public final class JoyulExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    private static final List<SqlFunction> FUNCTIONS = List.of(
            new Normalise(),
            new Tokenise(),
            new CountTokens(),
            new Detokenise(),
            new Mask(),
            new MinHashSignature(),
            new MinHashSimilarity(),
            new LanguageShare(),
            new Keyphrases(),
            new Augment());

    /** Spark makes one by reflection. */
    public JoyulExtensions() {}

    /** All functions, in the order of the documentation. */
    static List<SqlFunction> functions() {
        return FUNCTIONS;
    }

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        FUNCTIONS.forEach(function -> inject(extensions, function));
        return BoxedUnit.UNIT;
    }

    /** Adds a function to a session. */
    public static void inject(SparkSessionExtensions extensions, SqlFunction function) {
        extensions.injectFunction(new Tuple3<>(
                new FunctionIdentifier(function.signature().name()),
                function.signature().info(),
                arguments -> FunctionCall.of(function, arguments)));
    }
}
