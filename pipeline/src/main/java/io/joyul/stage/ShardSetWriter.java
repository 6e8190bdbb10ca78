package io.joyul.stage;

import io.joyul.preprocess.PlacedRow;
import io.joyul.shard.ShardManifest.ShardFile;
import io.joyul.shard.ShardWriter;
import io.joyul.storage.Storage;
import java.io.Serializable;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import scala.Tuple2;

/**
 * Writes all shard files in one Spark job: each task one file, its rows sorted by the shuffle. The bytes depend on the
 * rows and the number of files, not on how the rows were partitioned before.
 *
 * @param writer names this writing apart from earlier ones, whose leftovers may still be there
 * @param hadoopProperties of the file system that the shards go to
 */
record ShardSetWriter<R extends PlacedRow>(
        String writer, List<ShardSet> sets, ExampleSource<R> examples, Map<String, String> hadoopProperties)
        implements Serializable {
    /** Where a row goes: a file, and its place there. */
    record Place(int file, long order, long tieBreak) implements Serializable {}

    /** A finished file and the set it belongs to. */
    record Written(int set, ShardFile file) implements Serializable {}

    /** The files of each set, in the order of their rows. */
    Map<ShardSet, List<ShardFile>> write(JavaRDD<R> rows) {
        List<Written> written = rows.flatMapToPair(this::places)
                .repartitionAndSortWithinPartitions(new ByFile(files()), new ByPlace())
                .mapPartitionsWithIndex(this::writeFile, true)
                .collect();
        return written.stream()
                .collect(Collectors.groupingBy(
                        file -> sets.get(file.set()), Collectors.mapping(Written::file, Collectors.toList())));
    }

    private int files() {
        return sets.stream().mapToInt(ShardSet::files).sum();
    }

    private Iterator<Tuple2<Place, R>> places(R row) {
        return sets.stream()
                .filter(set -> set.source() == row.split())
                .flatMap(set -> examples.copies(set.kind(), row).stream()
                        .map(copy ->
                                new Tuple2<>(new Place(set.file(copy.order()), copy.order(), copy.tieBreak()), copy)))
                .iterator();
    }

    private Iterator<Written> writeFile(int file, Iterator<Tuple2<Place, R>> rows) {
        if (!rows.hasNext()) {
            return List.<Written>of().iterator();
        }
        int index = setOf(file);
        ShardSet set = sets.get(index);
        String name = "%s-%05d-%s-%d%s"
                .formatted(
                        set.split(),
                        file - set.first(),
                        writer,
                        TaskContext.get().taskAttemptId(),
                        ShardWriter.EXTENSION);
        try (ShardWriter shard =
                ShardWriter.open(Storage.of(hadoopProperties), set.folder(), name, set.split(), set.kind())) {
            while (rows.hasNext()) {
                examples.build(set.kind(), rows.next()._2()).forEach(shard::add);
            }
            return List.of(new Written(index, shard.finish())).iterator();
        }
    }

    private int setOf(int file) {
        for (int index = 0; index < sets.size(); index++) {
            ShardSet set = sets.get(index);
            if (file >= set.first() && file < set.first() + set.files()) {
                return index;
            }
        }
        throw new IllegalStateException("no set has a file " + file);
    }

    /** Sends each row to the task that writes its file. */
    private static final class ByFile extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int files;

        ByFile(int files) {
            this.files = files;
        }

        @Override
        public int numPartitions() {
            return files;
        }

        @Override
        public int getPartition(Object key) {
            return ((Place) key).file();
        }
    }

    /** Unsigned order, so that consecutive files hold consecutive rows. */
    private static final class ByPlace implements Comparator<Place>, Serializable {
        private static final long serialVersionUID = 1L;

        @Override
        public int compare(Place left, Place right) {
            int byOrder = Long.compareUnsigned(left.order(), right.order());
            return byOrder == 0 ? Long.compare(left.tieBreak(), right.tieBreak()) : byOrder;
        }
    }
}
