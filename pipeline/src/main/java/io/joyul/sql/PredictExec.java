package io.joyul.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.spark.rdd.RDD;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.SortOrder;
import org.apache.spark.sql.catalyst.plans.physical.Partitioning;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.DataType;
import org.jspecify.annotations.Nullable;
import scala.collection.IndexedSeq;
import scala.collection.JavaConverters;
import scala.collection.immutable.Seq;

/** The rows of a plan with one more column: what a classifier makes of the text in another. */
public final class PredictExec extends SparkPlan {
    private static final long serialVersionUID = 1L;

    private final Predict.Rows rows;
    private final Attribute text;
    private final Attribute result;
    private final SparkPlan child;

    /** Public for Spark, which copies plans by reflection. */
    public PredictExec(Predict.Rows rows, Attribute text, Attribute result, SparkPlan child) {
        this.rows = rows;
        this.text = text;
        this.result = result;
        this.child = child;
    }

    @Override
    public Seq<SparkPlan> children() {
        return PredictStrategy.seq(List.of(child));
    }

    @Override
    public Seq<Attribute> output() {
        List<Attribute> columns = new ArrayList<>(JavaConverters.seqAsJavaList(child.output()));
        columns.add(result);
        return PredictStrategy.seq(columns);
    }

    @Override
    public Partitioning outputPartitioning() {
        return child.outputPartitioning();
    }

    @Override
    public Seq<SortOrder> outputOrdering() {
        return child.outputOrdering().toList();
    }

    @Override
    public RDD<InternalRow> doExecute() {
        List<Attribute> columns = JavaConverters.seqAsJavaList(child.output());
        int place = 0;
        while (!columns.get(place).exprId().equals(text.exprId())) {
            place++;
        }
        DataType[] types = JavaConverters.seqAsJavaList(output()).stream()
                .map(Attribute::dataType)
                .toArray(DataType[]::new);
        PredictedRows.Source source = new PredictedRows.Source(rows, place, types);
        return child.execute().toJavaRDD().mapPartitions(source::of, true).rdd();
    }

    /** Called by Spark 3. */
    @SuppressWarnings("MissingOverride")
    public SparkPlan withNewChildrenInternal(IndexedSeq<SparkPlan> children) {
        return new PredictExec(rows, text, result, children.head());
    }

    /** Called by Spark 4. */
    @SuppressWarnings("MissingOverride")
    public SparkPlan withNewChildrenInternal(scala.collection.immutable.IndexedSeq<SparkPlan> children) {
        return new PredictExec(rows, text, result, children.head());
    }

    @Override
    public int productArity() {
        return 4;
    }

    @Override
    public Object productElement(int place) {
        return List.of(rows, text, result, child).get(place);
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof PredictExec;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PredictExec plan
                && plan.rows.equals(rows)
                && plan.text.equals(text)
                && plan.result.equals(result)
                && plan.child.equals(child);
    }

    @Override
    public int hashCode() {
        return Objects.hash(rows, text, result, child);
    }
}
