package io.joyul.sql;

import io.joyul.error.JoyulException;
import io.joyul.evaluate.Prediction;
import io.joyul.sql.Classifiers.Lease;
import io.joyul.udf.Constants;
import io.joyul.udf.Parameter;
import io.joyul.udf.Signature;
import io.joyul.udf.SqlFunction;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.util.ArrayBasedMapData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** What a tuned classifier makes of a text. */
record Predict() implements SqlFunction {
    static final StructType RESULT = new StructType()
            .add("label", DataTypes.StringType, false)
            .add("score", DataTypes.DoubleType, false)
            .add("scores", DataTypes.createMapType(DataTypes.StringType, DataTypes.DoubleType, false), false);

    private static final Signature SIGNATURE = new Signature(
            "joyul_predict",
            "What a tuned classifier takes the text for: its label, that label's score, and the scores of all labels,"
                    + " which add up to 1.",
            List.of(
                    Parameter.constant(
                            "checkpoint",
                            DataTypes.StringType,
                            "folder of a checkpoint, or of a classifier in the Hugging Face layout, that the driver and"
                                    + " all executors reach; a constant"),
                    Parameter.column("text", DataTypes.StringType, "a text")),
            RESULT,
            "SELECT _FUNC_('/models/reviews', 'a film to remember').label",
            "positive");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    /**
     * @throws JoyulException {@code CHECKPOINT_NOT_FOUND}, {@code MODEL_UNSUPPORTED} or {@code FILE_CORRUPT}
     */
    @Override
    public Serializable rows(Constants constants) {
        return new Rows(Classifiers.find(constants.text("checkpoint")));
    }

    /** Called for each row where rows come one by one. */
    public record Rows(Classifiers.Folder folder) implements Serializable {
        public InternalRow call(UTF8String text) {
            return call(List.of(text.toString())).get(0);
        }

        /** Many texts at once. */
        List<InternalRow> call(List<String> texts) {
            try (Lease lease = Classifiers.borrow(folder)) {
                return lease.classifier().classify(texts).stream()
                        .map(Predict::row)
                        .toList();
            }
        }
    }

    private static InternalRow row(Prediction prediction) {
        Object[] names =
                prediction.labels().stream().map(UTF8String::fromString).toArray();
        return new GenericInternalRow(new Object[] {
            UTF8String.fromString(prediction.label()),
            prediction.score(),
            new ArrayBasedMapData(new GenericArrayData(names), new GenericArrayData(prediction.scores()))
        });
    }
}
