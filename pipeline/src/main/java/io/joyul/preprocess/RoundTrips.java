package io.joyul.preprocess;

import static org.apache.spark.sql.functions.col;

import io.joyul.augment.Direction;
import io.joyul.preprocess.Augmenting.RoundTrip;
import io.joyul.preprocess.Augmenting.Source;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Tuple2;

/** Sends all texts of rows into another language and back. */
record RoundTrips(Direction there, Translations translations) {
    private static final StructType TEXT = new StructType().add("text", DataTypes.StringType, false);

    /** The rows of which all texts came back. */
    JavaRDD<RoundTrip> of(JavaRDD<Source> sources, Wording wording) {
        JavaRDD<Row> texts = sources.flatMap(
                        source -> wording.texts(source.row()).iterator())
                .map(RowFactory::create);
        Dataset<Row> forward = translations.of(translations.spark().createDataFrame(texts, TEXT), there);
        Dataset<Row> back = translations
                .of(forward.select(col("translation").as("text")), there.reversed())
                .select(col("text").as("pivot"), col("translation").as("trip"));
        JavaPairRDD<String, String> trips = forward.join(
                        back, col("translation").equalTo(col("pivot")))
                .select("text", "trip")
                .toJavaRDD()
                .mapToPair(row -> new Tuple2<>(row.getString(0), row.getString(1)));
        // A row has few texts, which meet again under the row itself.
        return sources.flatMapToPair(source -> asked(source, wording))
                .join(trips)
                .mapToPair(met -> new Tuple2<>(
                        met._2()._1()._1(),
                        new Part(met._2()._1()._2(), met._2()._2())))
                .groupByKey()
                .flatMap(row -> whole(row._1(), row._2(), wording));
    }

    /** What came back of a row's text. */
    private record Part(int place, String trip) implements Serializable {}

    private static Iterator<Tuple2<String, Tuple2<Source, Integer>>> asked(Source source, Wording wording) {
        List<String> texts = wording.texts(source.row());
        List<Tuple2<String, Tuple2<Source, Integer>>> asked = new ArrayList<>();
        for (int place = 0; place < texts.size(); place++) {
            asked.add(new Tuple2<>(texts.get(place), new Tuple2<>(source, place)));
        }
        return asked.iterator();
    }

    private static Iterator<RoundTrip> whole(Source source, Iterable<Part> parts, Wording wording) {
        List<String> trips = StreamSupport.stream(parts.spliterator(), false)
                .sorted((one, other) -> Integer.compare(one.place(), other.place()))
                .map(Part::trip)
                .toList();
        boolean all = trips.size() == wording.texts(source.row()).size();
        return (all ? List.of(new RoundTrip(source, trips)) : List.<RoundTrip>of()).iterator();
    }
}
