package io.joyul.shard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.shard.ShardManifest.Kind;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.testing.Python;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PyarrowTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void pyarrowReadsWhatWasWritten(Kind kind) throws Exception {
        Python.assumeModules("pyarrow");
        List<Example> examples = Shards.examples(kind, 1500, -3, 40, 5);
        List<ShardFile> files = List.of(
                write("a.arrow", kind, examples.subList(0, 1200)),
                write("empty.arrow", kind, List.of()),
                write("b.arrow", kind, examples.subList(1200, 1500)));
        ShardManifests.commit(Shards.STORAGE, folder.toString(), Shards.manifest(kind, files));

        List<String> rows = Python.run("read_shards.py", folder.toString(), columns(kind))
                .lines()
                .toList();

        assertThat(rows).hasSameSizeAs(examples);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(example(kind, JSON.readTree(rows.get(i))))
                    .usingRecursiveComparison()
                    .isEqualTo(examples.get(i));
        }
    }

    private ShardFile write(String name, Kind kind, List<Example> examples) {
        return Shards.write(folder.toString(), name, "train", kind, examples);
    }

    private static String columns(Kind kind) {
        return kind.columns().stream()
                .map(column -> column.name() + ":" + column.type())
                .collect(Collectors.joining(","));
    }

    private static Example example(Kind kind, JsonNode row) {
        @Nullable
        Object[] values = kind.columns().stream()
                .map(column -> value(column, row.path(column.name())))
                .toArray();
        return kind.examples().make(values);
    }

    private static @Nullable Object value(Column column, JsonNode value) {
        return switch (column.type()) {
            case TOKENS, LIST -> JSON.convertValue(value, int[].class);
            case INT32 -> value.asInt();
            case INT64 -> value.asLong();
            case FLOAT32 -> (float) value.asDouble();
            case TEXT -> value.isNull() ? null : value.asText();
        };
    }
}
