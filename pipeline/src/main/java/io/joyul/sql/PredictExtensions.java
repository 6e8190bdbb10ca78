package io.joyul.sql;

import io.joyul.udf.JoyulExtensions;
import org.apache.spark.sql.SparkSessionExtensions;
import scala.runtime.AbstractFunction1;
import scala.runtime.BoxedUnit;

/**
 * Adds {@code joyul_predict} to a session: {@code spark.sql.extensions=io.joyul.sql.PredictExtensions}, with or without
 * {@code io.joyul.udf.JoyulExtensions} beside it. Needs all of Joyul's jars on the class path of driver and executors.
 */
public final class PredictExtensions extends AbstractFunction1<SparkSessionExtensions, BoxedUnit> {
    /** Spark makes one by reflection. */
    public PredictExtensions() {}

    @Override
    public BoxedUnit apply(SparkSessionExtensions extensions) {
        JoyulExtensions.inject(extensions, new Predict());
        extensions.injectPlannerStrategy(session -> new PredictStrategy());
        return BoxedUnit.UNIT;
    }
}
