package io.joyul.preprocess;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.config.InputConfig.Task;
import io.joyul.preprocess.ColumnType.Form;
import io.joyul.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/**
 * The JSON of SQuAD and KorQuAD (Rajpurkar et al. 2016, https://arxiv.org/abs/1606.05250): {@code data} is an array of
 * articles, each with {@code paragraphs}, each with a {@code context} and {@code qas}. Read article by article, so that a
 * file may be larger than memory; one task reads one file.
 *
 * <p>A row is a question: its id, the paragraph as the text, the question as the pair, the answers as the label. What
 * stands in the place of an article or a paragraph and shows no list of paragraphs or questions is a row to be set aside.
 * A file that ends too early, or in which a name stands twice in an object, is refused: nobody can tell what follows.
 */
final class SquadRows {
    private static final ColumnTypes TYPES = ColumnTypes.of(Task.SPANS);

    /** Of a name that stands twice nobody knows which is meant. */
    private static final ObjectReader ELEMENT =
            Content.MAPPER.reader().with(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);

    private SquadRows() {}

    static JavaRDD<RawRow> read(SparkSession spark, InputTable table, RowsRead count) {
        Map<String, String> hadoop = Storage.properties(spark.sparkContext().hadoopConfiguration());
        return JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(table.paths(), table.paths().size())
                .mapPartitions(paths -> new FlatIterator<>(paths, path -> new Articles(path, hadoop, count)));
    }

    /** Questions in the order of the file. */
    private static final class Articles implements Iterator<RawRow> {
        private final String path;
        private final Deque<RawRow> questions = new ArrayDeque<>();
        private final InputStream in;
        private final JsonParser json;

        Articles(String path, Map<String, String> hadoop, RowsRead count) {
            this.path = path;
            Configuration configuration = new Configuration();
            hadoop.forEach(configuration::set);
            try {
                InputStream raw = Storage.of(hadoop).open(path);
                CompressionCodec codec = new CompressionCodecFactory(configuration).getCodec(new Path(path));
                this.in = codec == null ? raw : codec.createInputStream(raw);
                this.json = new QuestionCount(
                        Content.MAPPER.createParser(in), rows -> count.add(new RowsRead.Part(path, rows)));
                findArticles();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        private void findArticles() throws IOException {
            boolean more = json.nextToken() == JsonToken.START_OBJECT;
            while (more && json.nextToken() == JsonToken.FIELD_NAME) {
                boolean data = json.currentName().equals("data");
                more = json.nextToken() != null;
                if (data) {
                    if (json.currentToken() == JsonToken.START_ARRAY) {
                        return;
                    }
                    break;
                }
                json.skipChildren();
            }
            throw new IOException("it has no array \"data\", as SQuAD's JSON has");
        }

        @Override
        public boolean hasNext() {
            try {
                while (questions.isEmpty() && !json.isClosed()) {
                    if (json.nextToken() == JsonToken.END_ARRAY) {
                        finish();
                    } else {
                        add(ELEMENT.readTree(json));
                    }
                }
                return !questions.isEmpty();
            } catch (IOException e) {
                throw unreadable(e);
            }
        }

        /** Reads what follows the articles, for a file that goes on with more of them has not been read whole. */
        private void finish() throws IOException {
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                if (json.currentName().equals("data")) {
                    throw new IOException("\"data\" stands in it twice");
                }
                json.nextToken();
                json.skipChildren();
            }
            if (json.nextToken() != null) {
                throw new IOException("something stands behind its end");
            }
            json.close();
            in.close();
        }

        private void add(JsonNode article) {
            if (!article.path("paragraphs").isArray()) {
                questions.add(new RawRow.Malformed(Reason.WRONG_SHAPE, article.toString()));
                return;
            }
            for (JsonNode paragraph : article.path("paragraphs")) {
                if (!paragraph.path("qas").isArray()) {
                    questions.add(new RawRow.Malformed(Reason.WRONG_SHAPE, paragraph.toString()));
                    continue;
                }
                for (JsonNode question : paragraph.path("qas")) {
                    questions.add(row(paragraph.path("context"), question));
                }
            }
        }

        private static RawRow row(JsonNode context, JsonNode question) {
            String source = question.toString();
            JsonNode answers = question.path("answers");
            if (!(question instanceof ObjectNode) || !answers.isArray()) {
                return new RawRow.Malformed(Reason.WRONG_SHAPE, source);
            }
            Reason wrongType =
                    TYPES.fault(Form.of(context), Form.of(question.path("question")), null, Form.of(answers));
            if (wrongType != null) {
                return new RawRow.Malformed(wrongType, source);
            }
            return new RawRow.Fields(
                    question.path("id").asText(null),
                    context.textValue(),
                    question.path("question").textValue(),
                    null,
                    answers.toString(),
                    source);
        }

        @Override
        public RawRow next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            return questions.remove();
        }

        private RuntimeException unreadable(IOException e) {
            return InputFiles.unreadable(path, String.valueOf(e.getMessage()), e);
        }
    }
}
