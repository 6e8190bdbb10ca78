package io.joyul.udf;

import org.apache.spark.QueryContext;
import org.apache.spark.sql.AnalysisException;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.collection.immutable.Map$;

/** Spark's own exception for a query that cannot be analysed, which every client shows as one message. */
final class Refusal {
    private Refusal() {}

    /** Never returns; to be thrown all the same, so that the compiler knows. */
    static RuntimeException of(String message, @Nullable Throwable cause) {
        throw Refusal.<RuntimeException>unchecked(new AnalysisException(
                message,
                Option.empty(),
                Option.empty(),
                Option.apply(cause),
                Option.empty(),
                Map$.MODULE$.empty(),
                new QueryContext[0]));
    }

    /** The exception is checked for Java, but not for Scala, which declares none. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> E unchecked(Throwable failure) throws E {
        throw (E) failure;
    }
}
