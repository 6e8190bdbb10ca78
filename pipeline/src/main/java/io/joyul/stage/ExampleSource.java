package io.joyul.stage;

import io.joyul.preprocess.PlacedRow;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import java.io.Serializable;
import java.util.List;

/** Makes the examples of a row, which go into a shard one after the other. */
interface ExampleSource<R extends PlacedRow> extends Serializable {
    List<? extends Example> build(Kind kind, R row);

    /** The row as often as it is to become examples of a kind, each time in a place of its own. */
    default List<R> copies(Kind kind, R row) {
        return List.of(row);
    }
}
