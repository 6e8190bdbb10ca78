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
import scala.collection.Iterator;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** What jobs that really fail are taken to mean. */
class RankFailureTest extends OnLocalSpark {
    private static JoyulException meaning(Throwable thrown) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        SparkException failure = catchThrowableOfType(
                SparkException.class,
                () -> context.parallelize(List.of(1), 1)
                        .rdd()
                        .barrier()
                        .mapPartitions(new Failing(thrown), false, ClassTag$.MODULE$.apply(Integer.class))
                        .toJavaRDD()
                        .collect());
        return RankFailure.ofJob(failure);
    }

    private static final class Failing extends AbstractFunction1<Iterator<Integer>, Iterator<Integer>>
            implements Serializable {
        private static final long serialVersionUID = 1L;

        private final Throwable thrown;

        Failing(Throwable thrown) {
            this.thrown = thrown;
        }

        @Override
        public Iterator<Integer> apply(Iterator<Integer> numbers) {
            throw sneaky(thrown);
        }

        @SuppressWarnings("unchecked")
        private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
            throw (T) thrown;
        }
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
