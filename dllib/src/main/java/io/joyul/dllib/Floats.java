package io.joyul.dllib;

import com.intel.analytics.bigdl.dllib.tensor.TensorNumericMath.TensorNumeric;
import scala.reflect.ClassTag;

/** What Scala passes to DLlib by itself: that the numbers are floats. */
final class Floats {
    /** As Java's generics see it: Scala's {@code Float} is an {@code Object} to them. */
    static final ClassTag<Object> TYPE = type();

    static final TensorNumeric<Object> NUMERIC = numeric();

    private Floats() {}

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static ClassTag<Object> type() {
        return (ClassTag) ClassTag.Float();
    }

    /** By reflection, for Java's compiler cannot spell the name of an object in a Scala companion. */
    @SuppressWarnings("unchecked")
    private static TensorNumeric<Object> numeric() {
        try {
            return (TensorNumeric<Object>) Class.forName(TensorNumeric.class.getName() + "$NumericFloat$")
                    .getField("MODULE$")
                    .get(null);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
