package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.Function1;
import scala.collection.Iterator;
import scala.reflect.ClassTag$;

/** What jobs that really fail are taken to mean. */
class RankFailureTest extends OnLocalSpark {
    private static JoyulException meaning(Throwable thrown) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        Function1<Iterator<Integer>, Iterator<Integer>> same =
                (Function1<Iterator<Integer>, Iterator<Integer>> & Serializable) numbers -> numbers;
        SparkException failure = catchThrowableOfType(
                SparkException.class,
                () -> context.parallelize(List.of(1), 1)
                        .map(number -> fail(thrown))
                        .rdd()
                        .barrier()
                        .mapPartitions(same, false, ClassTag$.MODULE$.apply(Integer.class))
                        .toJavaRDD()
                        .collect());
        return RankFailure.ofJob(failure);
    }

    private static Integer fail(Throwable thrown) throws Exception {
        if (thrown instanceof Error error) {
            throw error;
        }
        throw (Exception) thrown;
    }

    @ParameterizedTest
    @ValueSource(classes = {NoSuchMethodError.class, NoClassDefFoundError.class, ClassNotFoundException.class})
    void classesThatDoNotFitAreNamedAndNotTriedAgain(Class<? extends Throwable> kind) throws Exception {
        JoyulException meaning =
                meaning(kind.getDeclaredConstructor(String.class).newInstance("scala.Some.gone()"));
        assertThat(meaning.code()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(meaning).hasMessageStartingWith(kind.getName() + ": scala.Some.gone(); the executors' classes");
    }

    @Test
    void otherFailuresOfATaskAreALostRank() {
        assertThat(meaning(new IllegalStateException("no matter")).code()).isEqualTo(ErrorCode.RANK_LOST);
    }
}
