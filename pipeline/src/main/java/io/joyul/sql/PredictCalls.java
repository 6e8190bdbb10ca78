package io.joyul.sql;

import io.joyul.udf.FunctionCall;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.LambdaFunction;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression$;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.types.Metadata;
import scala.Function1;
import scala.Option;
import scala.collection.JavaConverters;
import scala.runtime.AbstractPartialFunction;

/**
 * Calls of {@link Predict} on their way out of expressions: their texts are computed below, {@link PredictExec} predicts
 * them, and the expressions refer to what it found. A call that occurs twice is computed once.
 */
final class PredictCalls {
    private final List<Extracted> calls = new ArrayList<>();

    /**
     * @param text what is predicted, as a column
     * @param result what was found, as a column
     */
    private record Extracted(FunctionCall call, Predict.Rows rows, Alias text, Attribute result) {
        static Extracted of(FunctionCall call, Predict.Rows rows) {
            return new Extracted(
                    call,
                    rows,
                    new Alias(
                            call.children().last(),
                            "text",
                            NamedExpression$.MODULE$.newExprId(),
                            PredictStrategy.seq(List.of()),
                            Option.empty(),
                            PredictStrategy.seq(List.of())),
                    new AttributeReference(
                            call.prettyName(),
                            call.dataType(),
                            true,
                            Metadata.empty(),
                            NamedExpression$.MODULE$.newExprId(),
                            PredictStrategy.seq(List.of())));
        }
    }

    private PredictCalls() {}

    /** The calls in some expressions. */
    static PredictCalls in(List<?> expressions) {
        PredictCalls calls = new PredictCalls();
        expressions.forEach(expression -> calls.collect((Expression) expression));
        return calls;
    }

    private void collect(Expression expression) {
        // What stands in a lambda changes from element to element of a row.
        if (expression instanceof LambdaFunction) {
            return;
        }
        if (expression instanceof FunctionCall call && call.rows().orElse(null) instanceof Predict.Rows rows) {
            if (calls.stream().noneMatch(known -> known.call().semanticEquals(call))) {
                calls.add(Extracted.of(call, rows));
            }
            return;
        }
        JavaConverters.seqAsJavaList(expression.children()).forEach(this::collect);
    }

    boolean isEmpty() {
        return calls.isEmpty();
    }

    /** Adds a column for each call's result to the rows of a plan. */
    SparkPlan predict(SparkPlan input) {
        if (calls.isEmpty()) {
            return input;
        }
        List<NamedExpression> columns = new ArrayList<>(JavaConverters.seqAsJavaList(input.output()));
        calls.forEach(call -> columns.add(call.text()));
        SparkPlan plan = new ProjectExec(PredictStrategy.seq(columns), input);
        for (Extracted call : calls) {
            plan = new PredictExec(call.rows(), call.text().toAttribute(), call.result(), plan);
        }
        return plan;
    }

    /** The expressions with each call replaced by its result. */
    @SuppressWarnings("unchecked")
    <E> List<E> replaceIn(List<E> expressions) {
        AbstractPartialFunction<Expression, Expression> toResult = new AbstractPartialFunction<>() {
            @Override
            public boolean isDefinedAt(Expression expression) {
                return calls.stream().anyMatch(known -> known.call().semanticEquals(expression));
            }

            @Override
            public <A extends Expression, B> B applyOrElse(A expression, Function1<A, B> otherwise) {
                for (Extracted known : calls) {
                    if (known.call().semanticEquals(expression)) {
                        return (B) known.result();
                    }
                }
                return otherwise.apply(expression);
            }
        };
        return expressions.stream()
                .map(expression -> (E) ((Expression) expression).transformDown(toResult))
                .toList();
    }
}
