package io.joyul.export;

import static io.joyul.export.OnnxGraph.attribute;

import io.joyul.model.BertConfig;
import java.util.List;

/**
 * The arithmetic of {@link io.joyul.model.BertEncoder} and its heads over padded batches, in float32. Shapes: B texts of S
 * tokens with their padding, H hidden size, A heads, D = H / A.
 */
final class BertGraph {
    private static final String BATCH = "batch_size";
    private static final String SEQUENCE = "sequence_length";

    private final BertConfig config;
    private final String prefix;
    private final OnnxGraph graph;
    private final String inputIds;
    private final String attentionMask;
    private final String tokenTypeIds;

    /**
     * @param prefix of the encoder's parameters: {@code bert.} under a head, empty for a bare encoder
     */
    BertGraph(BertConfig config, String prefix, OnnxGraph graph) {
        this.config = config;
        this.prefix = prefix;
        this.graph = graph;
        inputIds = graph.input("input_ids", BATCH, SEQUENCE);
        attentionMask = graph.input("attention_mask", BATCH, SEQUENCE);
        tokenTypeIds = graph.input("token_type_ids", BATCH, SEQUENCE);
    }

    /** Output {@code logits} (B, C). */
    void classifier() {
        String first = graph.apply("Gather", List.of(encoder(), graph.whole(0)), attribute("axis", 1)); // (B, H)
        String pooled = graph.apply("Tanh", List.of(rows(prefix + "pooler.dense", first))); // (B, H)
        graph.output(
                rows("classifier", pooled), "logits", BATCH, config.labels().size());
    }

    /** Output {@code logits} (B, S, V). */
    void maskedLanguageModel() {
        String head = "cls.predictions.";
        String transformed = gelu(linear(head + "transform.dense", encoder())); // (B, S, H)
        String normalised = normalise(head + "transform.LayerNorm", transformed); // (B, S, H)
        // Transposed by the graph: the matrix is the word embedding, which is there already and is large.
        String words =
                graph.apply("Transpose", List.of(graph.weight(prefix + "embeddings.word_embeddings.weight"))); // (H, V)
        String scores = add(graph.apply("MatMul", List.of(normalised, words)), graph.weight(head + "bias"));
        graph.output(scores, "logits", BATCH, SEQUENCE, config.vocabularySize());
    }

    /** Outputs {@code last_hidden_state} (B, S, H) and {@code sentence_embedding} (B, H), the mean over real tokens. */
    void sentenceEncoder() {
        String hidden = encoder();
        String real = graph.apply("Unsqueeze", List.of(floats(attentionMask), graph.wholes(-1))); // (B, S, 1)
        String sum = overTokens(graph.apply("Mul", List.of(hidden, real))); // (B, H)
        // A text of padding alone has no mean; it gets zeros, as from sentence-transformers.
        String count = graph.apply("Max", List.of(overTokens(real), graph.constant(1e-9f))); // (B, 1)
        String mean = graph.apply("Div", List.of(sum, count));
        graph.output(hidden, "last_hidden_state", BATCH, SEQUENCE, config.hiddenSize());
        graph.output(mean, "sentence_embedding", BATCH, config.hiddenSize());
    }

    private String overTokens(String value) {
        return graph.apply("ReduceSum", List.of(value, graph.wholes(1)), attribute("keepdims", 0));
    }

    /** The hidden states (B, S, H). */
    private String encoder() {
        String hidden = embed();
        String hiding = hiding();
        for (int layer = 0; layer < config.layers(); layer++) {
            hidden = layer(prefix + "encoder.layer." + layer + ".", hidden, hiding);
        }
        return hidden;
    }

    private String embed() {
        String embeddings = prefix + "embeddings.";
        String length = graph.apply(
                "Gather", List.of(graph.apply("Shape", List.of(inputIds)), graph.whole(1)), attribute("axis", 0));
        String positions = graph.apply("Range", List.of(graph.whole(0), length, graph.whole(1))); // (S)
        String words = lookUp(embeddings + "word_embeddings.weight", inputIds); // (B, S, H)
        String typed = add(words, lookUp(embeddings + "token_type_embeddings.weight", tokenTypeIds));
        String placed = add(typed, lookUp(embeddings + "position_embeddings.weight", positions));
        return normalise(embeddings + "LayerNorm", placed);
    }

    private String lookUp(String weight, String ids) {
        return graph.apply("Gather", List.of(graph.weight(weight), ids), attribute("axis", 0));
    }

    /** What is added to scores (B, 1, 1, S): 0 at real tokens, and at padding the lowest number, whose exponential is 0. */
    private String hiding() {
        String mask = graph.apply("Unsqueeze", List.of(floats(attentionMask), graph.wholes(1, 2)));
        String padding = graph.apply("Sub", List.of(graph.constant(1), mask));
        return graph.apply("Mul", List.of(padding, graph.constant(-Float.MAX_VALUE)));
    }

    private String floats(String value) {
        return graph.apply("Cast", List.of(value), attribute("to", 1));
    }

    private String layer(String layer, String x, String hiding) {
        String mixed = linear(layer + "attention.output.dense", attention(layer + "attention.self.", x, hiding));
        String middle = normalise(layer + "attention.output.LayerNorm", add(mixed, x)); // (B, S, H)
        String inner = gelu(linear(layer + "intermediate.dense", middle)); // (B, S, inner)
        return normalise(layer + "output.LayerNorm", add(linear(layer + "output.dense", inner), middle));
    }

    private String attention(String name, String x, String hiding) {
        String query = heads(linear(name + "query", x), 0, 2, 1, 3); // (B, A, S, D)
        String key = heads(linear(name + "key", x), 0, 2, 3, 1); // (B, A, D, S)
        String value = heads(linear(name + "value", x), 0, 2, 1, 3); // (B, A, S, D)
        String scores = graph.apply("MatMul", List.of(query, key)); // (B, A, S, S)
        String scaled = graph.apply("Div", List.of(scores, graph.constant((float) Math.sqrt(config.headSize()))));
        String weights = graph.apply("Softmax", List.of(add(scaled, hiding)), attribute("axis", -1));
        String mixed = transpose(graph.apply("MatMul", List.of(weights, value)), 0, 2, 1, 3); // (B, S, A, D)
        return graph.apply("Reshape", List.of(mixed, graph.wholes(0, 0, config.hiddenSize()))); // (B, S, H)
    }

    private String heads(String x, long... order) {
        String split = graph.wholes(0, 0, config.attentionHeads(), config.headSize());
        return transpose(graph.apply("Reshape", List.of(x, split)), order);
    }

    private String transpose(String x, long... order) {
        return graph.apply("Transpose", List.of(x), attribute("perm", order));
    }

    /** Through the error function, as BERT has it; the operator {@code Gelu} came with a later set. */
    private String gelu(String x) {
        String scaled = graph.apply("Div", List.of(x, graph.constant((float) Math.sqrt(2))));
        String risen = add(graph.apply("Erf", List.of(scaled)), graph.constant(1));
        return graph.apply("Mul", List.of(graph.apply("Mul", List.of(x, risen)), graph.constant(0.5f)));
    }

    private String add(String left, String right) {
        return graph.apply("Add", List.of(left, right));
    }

    /** A linear layer over (B, S, in). */
    private String linear(String name, String x) {
        String product = graph.apply("MatMul", List.of(x, graph.transposed(name + ".weight")));
        return add(product, graph.weight(name + ".bias"));
    }

    /** A linear layer over (B, in). */
    private String rows(String name, String x) {
        return graph.apply(
                "Gemm",
                List.of(x, graph.weight(name + ".weight"), graph.weight(name + ".bias")),
                attribute("transB", 1));
    }

    private String normalise(String name, String x) {
        return graph.apply(
                "LayerNormalization",
                List.of(x, graph.weight(name + ".weight"), graph.weight(name + ".bias")),
                attribute("axis", -1),
                attribute("epsilon", (float) config.layerNormEpsilon()));
    }
}
