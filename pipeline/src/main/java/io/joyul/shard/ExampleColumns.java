package io.joyul.shard;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns that an {@link Example} record declares, and the way from an example to its values and back. */
final class ExampleColumns {
    private final Class<? extends Example> type;
    private final List<Column> columns;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    private ExampleColumns(
            Class<? extends Example> type, List<Column> columns, MethodHandle[] accessors, MethodHandle constructor) {
        this.type = type;
        this.columns = columns;
        this.accessors = accessors;
        this.constructor = constructor;
    }

    /**
     * @throws IllegalArgumentException for a record that does not begin with {@code long id, int[] inputIds}, or has a
     *     component that no column can hold
     */
    static ExampleColumns of(Class<? extends Example> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<Column> columns = Arrays.stream(components).map(Column::of).toList();
        if (columns.size() < 2
                || !columns.get(0).equals(Column.ID)
                || !columns.get(1).equals(Column.INPUT_IDS)) {
            throw new IllegalArgumentException(type + " must begin with long id, int[] inputIds");
        }
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle[] accessors = new MethodHandle[components.length];
            for (int i = 0; i < components.length; i++) {
                accessors[i] = lookup.unreflect(components[i].getAccessor())
                        .asType(MethodType.methodType(Object.class, Example.class));
            }
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            MethodHandle constructor = lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, types.length)
                    .asType(MethodType.methodType(Example.class, Object[].class));
            return new ExampleColumns(type, columns, accessors, constructor);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(type + " cannot be taken apart", e);
        }
    }

    List<Column> columns() {
        return columns;
    }

    /** Whether an example is one of these. */
    boolean describe(Example example) {
        return type.isInstance(example);
    }

    /** What an example holds in a column. */
    @Nullable
    Object value(Example example, int column) {
        try {
            return (Object) accessors[column].invokeExact(example);
        } catch (Throwable e) {
            throw new IllegalStateException(columns.get(column) + " of " + type + " cannot be read", e);
        }
    }

    /** An example of values, one for each column. */
    Example make(@Nullable Object[] values) {
        try {
            return (Example) constructor.invokeExact(values);
        } catch (Throwable e) {
            throw new IllegalStateException(type + " cannot be made of " + Arrays.toString(values), e);
        }
    }
}
