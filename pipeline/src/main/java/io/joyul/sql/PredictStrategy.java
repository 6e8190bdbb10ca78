package io.joyul.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.plans.logical.Filter;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.execution.FilterExec;
import org.apache.spark.sql.execution.ProjectExec;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.SparkStrategy;
import scala.collection.JavaConverters;
import scala.collection.immutable.Seq;

/**
 * Plans projections and filters with calls of {@link Predict}. A filter's conditions without calls come first, so that no
 * row is predicted which they drop; what the filter has found is known to the projection above it.
 */
final class PredictStrategy extends SparkStrategy {
    @Override
    public Seq<SparkPlan> apply(LogicalPlan plan) {
        Optional<SparkPlan> planned = Optional.empty();
        if (plan instanceof Project project && project.child() instanceof Filter filter) {
            planned = plan(JavaConverters.seqAsJavaList(project.projectList()), conditions(filter), filter.child());
        } else if (plan instanceof Project project) {
            planned = plan(JavaConverters.seqAsJavaList(project.projectList()), List.of(), project.child());
        } else if (plan instanceof Filter filter) {
            List<NamedExpression> all = List.copyOf(JavaConverters.seqAsJavaList(filter.output()));
            planned = plan(all, conditions(filter), filter.child());
        }
        return seq(planned.stream().toList());
    }

    /** Nothing where there is no call: Spark's own strategies plan the rest. */
    private Optional<SparkPlan> plan(List<NamedExpression> list, List<Expression> conditions, LogicalPlan child) {
        List<Expression> asking = conditions.stream()
                .filter(condition -> !PredictCalls.in(List.of(condition)).isEmpty())
                .toList();
        PredictCalls early = PredictCalls.in(asking);
        List<NamedExpression> above = early.replaceIn(list);
        PredictCalls late = PredictCalls.in(above);
        if (early.isEmpty() && late.isEmpty()) {
            return Optional.empty();
        }
        List<Expression> others = new ArrayList<>(conditions);
        others.removeAll(asking);
        LogicalPlan rows = others.isEmpty() ? child : new Filter(all(others), child);
        SparkPlan plan = planLater(new Project(seq(used(child, list, asking)), rows));
        plan = early.predict(plan);
        if (!asking.isEmpty()) {
            plan = new FilterExec(all(early.replaceIn(asking)), plan);
        }
        plan = late.predict(plan);
        return Optional.of(new ProjectExec(seq(late.replaceIn(above)), plan));
    }

    private static List<Expression> conditions(Filter filter) {
        List<Expression> conditions = new ArrayList<>();
        split(filter.condition(), conditions);
        return conditions;
    }

    private static void split(Expression condition, List<Expression> into) {
        if (condition instanceof And and) {
            split(and.left(), into);
            split(and.right(), into);
        } else {
            into.add(condition);
        }
    }

    private static Expression all(List<Expression> conditions) {
        return conditions.stream().reduce(And::new).orElseThrow();
    }

    /** The columns that something above needs, so that a scan reads no others. */
    private static List<NamedExpression> used(
            LogicalPlan child, List<NamedExpression> list, List<Expression> conditions) {
        List<NamedExpression> used = new ArrayList<>();
        for (Attribute column : JavaConverters.seqAsJavaList(child.output())) {
            boolean needed = list.stream()
                            .anyMatch(expression ->
                                    ((Expression) expression).references().contains(column))
                    || conditions.stream()
                            .anyMatch(condition -> condition.references().contains(column));
            if (needed) {
                used.add(column);
            }
        }
        return used;
    }

    static <T> Seq<T> seq(List<T> list) {
        return JavaConverters.asScalaBuffer(list).toList();
    }
}
