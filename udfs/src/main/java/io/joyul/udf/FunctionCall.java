package io.joyul.udf;

import io.joyul.error.JoyulException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.analysis.TypeCheckResult;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Literal$;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.catalyst.expressions.objects.Invoke;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.ObjectType;
import org.jspecify.annotations.Nullable;
import scala.collection.IndexedSeq;
import scala.collection.Iterator;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * A call of a {@link SqlFunction} in a query. Its arguments are cast and checked like those of Spark's own functions;
 * its constants are taken out of the query while that is analysed, so that what is wrong with them (a tokenizer that is
 * not there, say) is an analysis error and not a failed task.
 *
 * <p>Evaluation is left to Spark's {@link Invoke} of the function's object, in generated code and without.
 */
public final class FunctionCall extends Expression implements ImplicitCastInputTypes, Serializable {
    private static final long serialVersionUID = 1L;

    private final SqlFunction function;
    // In Scala 2.12 Spark asks for any sequence, in 2.13 for an immutable one: this is both.
    private final scala.collection.immutable.Seq<Expression> arguments;
    private @Nullable Serializable rows;
    private transient @Nullable Expression evaluation;

    /** For Spark, which copies expressions by reflection; others use {@link #of}. */
    public FunctionCall(SqlFunction function, Seq<Expression> arguments) {
        this.function = function;
        this.arguments = arguments.toList();
    }

    /** The call that a query asks for; refused when there are too few arguments or too many. */
    static FunctionCall of(SqlFunction function, Seq<Expression> arguments) {
        Signature signature = function.signature();
        if (arguments.size() < signature.required()
                || arguments.size() > signature.parameters().size()) {
            throw Refusal.of(
                    signature.form() + " was given " + arguments.size() + " arguments; DESCRIBE FUNCTION EXTENDED "
                            + signature.name() + " tells what they are",
                    null);
        }
        return new FunctionCall(function, arguments);
    }

    @Override
    public scala.collection.immutable.Seq<Expression> children() {
        return arguments;
    }

    @Override
    public scala.collection.immutable.Seq<AbstractDataType> inputTypes() {
        List<AbstractDataType> types = IntStream.range(0, arguments.size())
                .<AbstractDataType>mapToObj(i -> parameter(i).type())
                .toList();
        return JavaConverters.asScalaBuffer(types).toList();
    }

    private Parameter parameter(int place) {
        return function.signature().parameters().get(place);
    }

    @Override
    public TypeCheckResult checkInputDataTypes() {
        TypeCheckResult types = ImplicitCastInputTypes.super.checkInputDataTypes();
        if (types.isFailure()) {
            return types;
        }
        for (int i = 0; i < arguments.size(); i++) {
            if (parameter(i).role() != Parameter.Role.COLUMN
                    && !arguments.apply(i).foldable()) {
                throw Refusal.of(
                        prettyName() + ": " + parameter(i).name()
                                + " must be a constant, the same for all rows, but is "
                                + arguments.apply(i).sql(),
                        null);
            }
        }
        try {
            evaluation();
        } catch (JoyulException | IllegalArgumentException e) {
            throw Refusal.of(prettyName() + ": " + e.getMessage(), e);
        }
        return types;
    }

    /** The invocation of the object that does the work; a null where a constant is null. */
    private Expression evaluation() {
        if (evaluation == null) {
            Map<String, Object> constants = new HashMap<>();
            List<Expression> columns = new ArrayList<>();
            boolean nothing = false;
            for (int i = 0; i < arguments.size(); i++) {
                Expression argument = arguments.apply(i);
                if (parameter(i).role() == Parameter.Role.COLUMN) {
                    columns.add(argument);
                    continue;
                }
                Object value = argument.eval(null);
                nothing |= value == null;
                if (value != null) {
                    constants.put(parameter(i).name(), value);
                }
            }
            evaluation = nothing ? literal(null, dataType()) : invocation(new Constants(constants), columns);
        }
        return evaluation;
    }

    private Expression invocation(Constants constants, List<Expression> columns) {
        if (rows == null) {
            rows = function.rows(constants);
        }
        List<AbstractDataType> types =
                columns.stream().<AbstractDataType>map(Expression::dataType).toList();
        return new Invoke(
                literal(rows, new ObjectType(rows.getClass())),
                SqlFunction.METHOD,
                dataType(),
                JavaConverters.asScalaBuffer(columns).toList(),
                JavaConverters.asScalaBuffer(types).toList(),
                true,
                true,
                true);
    }

    private static Literal literal(@Nullable Object value, DataType type) {
        return Literal$.MODULE$.create(value, type);
    }

    /** The object that does the work on the rows; empty where a constant is null, and so is every result. */
    public Optional<Serializable> rows() {
        evaluation();
        return Optional.ofNullable(rows);
    }

    @Override
    public DataType dataType() {
        return function.signature().returns();
    }

    @Override
    public boolean nullable() {
        return true;
    }

    @Override
    public boolean foldable() {
        return JavaConverters.seqAsJavaList(arguments).stream().allMatch(Expression::foldable);
    }

    @Override
    public @Nullable Object eval(InternalRow row) {
        return evaluation().eval(row);
    }

    @Override
    public ExprCode doGenCode(CodegenContext context, ExprCode code) {
        return evaluation().doGenCode(context, code);
    }

    /** Called by Spark 3. */
    @SuppressWarnings("MissingOverride")
    public FunctionCall withNewChildrenInternal(IndexedSeq<Expression> children) {
        return with(children);
    }

    /** Called by Spark 4. */
    @SuppressWarnings("MissingOverride")
    public FunctionCall withNewChildrenInternal(scala.collection.immutable.IndexedSeq<Expression> children) {
        return with(children);
    }

    private FunctionCall with(Seq<Expression> children) {
        FunctionCall copy = new FunctionCall(function, children);
        boolean sameConstants = IntStream.range(0, children.size())
                .filter(i -> parameter(i).role() != Parameter.Role.COLUMN)
                .allMatch(i -> children.apply(i).equals(arguments.apply(i)));
        // A rule may copy a call a dozen times; its tokenizer is looked up once.
        copy.rows = sameConstants ? rows : null;
        return copy;
    }

    @Override
    public String prettyName() {
        return function.signature().name();
    }

    @Override
    @SuppressWarnings("unchecked")
    public Iterator<Object> flatArguments() {
        return (Iterator<Object>) (Iterator<?>) arguments.iterator();
    }

    @Override
    public int productArity() {
        return 2;
    }

    @Override
    public Object productElement(int place) {
        return place == 0 ? function : arguments;
    }

    @Override
    public boolean canEqual(Object other) {
        return other instanceof FunctionCall;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FunctionCall call && call.function.equals(function) && call.arguments.equals(arguments);
    }

    @Override
    public int hashCode() {
        return Objects.hash(function, arguments);
    }
}
