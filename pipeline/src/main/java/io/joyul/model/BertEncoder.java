package io.joyul.model;

import static io.joyul.model.ParameterSpec.Initializer.NORMAL;
import static io.joyul.model.ParameterSpec.Initializer.NORMAL_PADDED;
import static io.joyul.model.ParameterSpec.Initializer.ONE;
import static io.joyul.model.ParameterSpec.Initializer.ZERO;

import io.joyul.config.ComputeConfig;
import io.joyul.model.Sequences.Run;
import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * BERT's encoder: embeddings, then layers of self-attention and feed-forward with post-norm residuals (Devlin et al.
 * 2019, https://arxiv.org/abs/1810.04805). Shapes: T tokens of E texts laid end to end, H hidden size, A heads,
 * D = H / A; in attention n texts of S tokens each.
 */
public final class BertEncoder {
    private static final int ROWS = 64;

    private final BertConfig config;
    private final String prefix;
    private final ParameterStore parameters;
    private final FrozenLayers frozen;
    private final SelfAttention attention;
    private final GraphCuts cuts = new GraphCuts();
    private ComputeConfig compute = ComputeConfig.PLAIN;

    /**
     * @param prefix of the parameters' names: {@code bert.} under a head, empty for a bare encoder
     */
    BertEncoder(BertConfig config, String prefix, ParameterStore parameters) {
        this(config, prefix, parameters, FrozenLayers.NONE);
    }

    /**
     * @param frozen part that is not trained; it has no dropout, in training either, so that it gives the same each time
     */
    BertEncoder(BertConfig config, String prefix, ParameterStore parameters, FrozenLayers frozen) {
        this.config = config;
        this.prefix = prefix;
        this.parameters = parameters;
        this.frozen = frozen;
        this.attention = new SelfAttention(config);
    }

    static List<ParameterSpec> specs(BertConfig config, String prefix) {
        int hidden = config.hiddenSize();
        int inner = config.intermediateSize();
        List<ParameterSpec> specs = new ArrayList<>();
        String embeddings = prefix + "embeddings.";
        specs.add(ParameterSpec.of(
                embeddings + "word_embeddings.weight", NORMAL_PADDED, config.vocabularySize(), hidden));
        specs.add(ParameterSpec.of(embeddings + "position_embeddings.weight", NORMAL, config.maxPositions(), hidden));
        specs.add(ParameterSpec.of(embeddings + "token_type_embeddings.weight", NORMAL, config.tokenTypes(), hidden));
        specs.addAll(norm(embeddings + "LayerNorm", hidden));
        for (int i = 0; i < config.layers(); i++) {
            String layer = prefix + "encoder.layer." + i + ".";
            specs.addAll(linear(layer + "attention.self.query", hidden, hidden));
            specs.addAll(linear(layer + "attention.self.key", hidden, hidden));
            specs.addAll(linear(layer + "attention.self.value", hidden, hidden));
            specs.addAll(linear(layer + "attention.output.dense", hidden, hidden));
            specs.addAll(norm(layer + "attention.output.LayerNorm", hidden));
            specs.addAll(linear(layer + "intermediate.dense", hidden, inner));
            specs.addAll(linear(layer + "output.dense", inner, hidden));
            specs.addAll(norm(layer + "output.LayerNorm", hidden));
        }
        return specs;
    }

    static List<ParameterSpec> linear(String name, int in, int out) {
        return List.of(
                ParameterSpec.of(name + ".weight", NORMAL, out, in), ParameterSpec.of(name + ".bias", ZERO, out));
    }

    static List<ParameterSpec> norm(String name, int size) {
        return List.of(ParameterSpec.of(name + ".weight", ONE, size), ParameterSpec.of(name + ".bias", ZERO, size));
    }

    BertConfig config() {
        return config;
    }

    /** The model's, its own among them. */
    ParameterStore parameters() {
        return parameters;
    }

    /** How the layers compute from now on. */
    void compute(ComputeConfig how) {
        this.compute = how;
    }

    /**
     * The hidden states (T, H).
     *
     * @param dropout null outside of training
     */
    public Tensor forward(EncoderInput input, @Nullable DropoutStream dropout) {
        return forward(input, null, dropout);
    }

    /**
     * The hidden states at some tokens, (K, H). The last layer is computed at these alone, but for what all tokens must
     * show to them, keys and values: at 15 % of the tokens it costs a third.
     *
     * @param chosen null: all of the tokens
     * @param dropout null outside of training
     */
    public Tensor forward(EncoderInput input, @Nullable Chosen chosen, @Nullable DropoutStream dropout) {
        // Outside of training nothing is remembered, and threads may share the model.
        if (dropout != null) {
            cuts.begin();
        }
        Tensor x = frozen.any() ? below(input, chosen) : embed(input, dropout); // (T, H)
        return layers(x, frozen.layers(), config.layers(), input, chosen, dropout);
    }

    /** What the frozen part makes of the input, from what is known of it where something is. */
    @SuppressWarnings("ReferenceEquality") // The very choice of first tokens.
    private Tensor below(EncoderInput input, @Nullable Chosen chosen) {
        Tensor known = input.activations();
        // Of a wholly frozen encoder only the first tokens are kept.
        return known == null || (wholly() && chosen != input.starts())
                ? lower(input, chosen)
                : known.view(-1, config.hiddenSize());
    }

    /** What the frozen part makes of the input, anew: (T, H), or (E, H), of first tokens, where all is frozen. */
    Tensor frozenPart(EncoderInput input) {
        return exact(lower(input, wholly() ? input.starts() : null));
    }

    private boolean wholly() {
        return frozen.layers() == config.layers();
    }

    /** What the frozen part makes of the input (T, H); no gradient flows into it. */
    private Tensor lower(EncoderInput input, @Nullable Chosen chosen) {
        try (NoGradGuard noGrad = new NoGradGuard()) {
            return layers(embed(input, null), 0, frozen.layers(), input, chosen, null);
        }
    }

    private Tensor layers(
            Tensor x, int from, int to, EncoderInput input, @Nullable Chosen chosen, @Nullable DropoutStream dropout) {
        for (int i = from; i < to; i++) {
            int number = i;
            Chosen wanted = i == config.layers() - 1 ? chosen : null;
            if (compute.recomputeLayers() && dropout != null) {
                DropoutStream again = dropout.copy();
                x = Recomputation.run(
                        cuts,
                        before -> layer(number, before, input, wanted, dropout),
                        before -> layer(number, before, input, wanted, again),
                        x);
            } else {
                x = layer(number, entry(x, dropout), input, wanted, dropout);
            }
        }
        return x;
    }

    /**
     * One layer, from (T, H) to (K, H); P tokens ask in attention for the sake of the K.
     *
     * @param chosen the tokens that it is computed at; null: all of them
     */
    private Tensor layer(
            int number, Tensor x, EncoderInput input, @Nullable Chosen chosen, @Nullable DropoutStream dropout) {
        String layer = prefix + "encoder.layer." + number + ".";
        Tensor asking = chosen == null ? x : entry(x.index_select(0, chosen.asking()), dropout); // (P, H)
        Tensor attended = attention(layer + "attention.self.", asking, x, input.sequences(), chosen, dropout); // (K, H)
        Tensor mixed = drop(apply(layer + "attention.output.dense", attended), dropout); // (K, H)
        Tensor middle = normalise(layer + "attention.output.LayerNorm", mixed.add(wanted(chosen, asking))); // (K, H)
        Tensor inner = torch.gelu(product(layer + "intermediate.dense", operand(middle))); // (K', inner)
        Tensor outer = drop(rows(middle, product(layer + "output.dense", inner)), dropout); // (K, H)
        return normalise(layer + "output.LayerNorm", outer.add(middle)); // (K, H)
    }

    /** Where attention and the residual around it part. */
    private Tensor entry(Tensor x, @Nullable DropoutStream dropout) {
        return SelfAttention.cuts(x, dropout) ? cuts.entry(x) : x;
    }

    private static Tensor wanted(@Nullable Chosen chosen, Tensor computed) {
        return chosen == null ? computed : chosen.wanted(computed);
    }

    /** Adds the gradients of a loss over the last forward pass. */
    void backward(Tensor loss) {
        cuts.backward(loss);
    }

    private Tensor embed(EncoderInput input, @Nullable DropoutStream dropout) {
        String embeddings = prefix + "embeddings.";
        Tensor types = parameters.parameter(embeddings + "token_type_embeddings.weight"); // (types, H)
        Tensor words = torch.embedding(
                parameters.parameter(embeddings + "word_embeddings.weight"), input.inputIds()); // (T, H)
        Tensor positions = torch.embedding(
                parameters.parameter(embeddings + "position_embeddings.weight"), input.positionIds()); // (T, H)
        Tensor typed = input.tokenTypes() == null ? types.narrow(0, 0, 1) : torch.embedding(types, input.tokenTypes());
        return drop(normalise(embeddings + "LayerNorm", words.add(positions).add(typed)), dropout);
    }

    /**
     * Each token that asks over the tokens of its own text, (K, H).
     *
     * @param asking (P, H), of x
     * @param x (T, H)
     */
    private Tensor attention(
            String name,
            Tensor asking,
            Tensor x,
            Sequences sequences,
            @Nullable Chosen chosen,
            @Nullable DropoutStream dropout) {
        Tensor operand = operand(x); // (T', H)
        Tensor query =
                exact(rows(asking, product(name + "query", chosen == null ? operand : operand(asking)))); // (P, H)
        if (query.numel() == 0) {
            return query;
        }
        Tensor key = exact(rows(x, product(name + "key", operand))); // (T, H)
        Tensor value = exact(rows(x, product(name + "value", operand))); // (T, H)
        List<Run> runs = sequences.runs();
        int[] widths = chosen == null ? runs.stream().mapToInt(Run::length).toArray() : chosen.widths();
        return wanted(
                chosen, attention.mix(new SelfAttention.Projections(query, key, value), runs, widths, dropout, cuts));
    }

    private Tensor drop(Tensor x, @Nullable DropoutStream dropout) {
        return dropout == null ? x : dropout.apply(x, config.dropout());
    }

    Tensor apply(String linear, Tensor x) {
        return rows(x, product(linear, operand(x)));
    }

    /** A linear layer of what {@link #operand} gives. A cast passes gradients back to the float32 weights. */
    private Tensor product(String linear, Tensor operand) {
        return product(operand, parameters.parameter(linear + ".weight"), parameters.parameter(linear + ".bias"));
    }

    private Tensor product(Tensor operand, Tensor weight, Tensor bias) {
        return switch (compute.precision()) {
            case FP32 -> torch.linear(operand, weight, Tensors.some(bias));
            case BF16 -> torch.linear(operand, half(weight), Tensors.some(half(bias)));
        };
    }

    /** A linear layer in the precision that is asked for. */
    Tensor linear(Tensor x, Tensor weight, Tensor bias) {
        return rows(x, product(operand(x), weight, bias));
    }

    /**
     * What a linear layer multiplies: in bfloat16 on a CPU with rows of zeros behind, up to a multiple of {@value #ROWS},
     * for oneDNN compiles a kernel for each number of rows that it has not met, and nearly every micro-batch has its own.
     */
    private Tensor operand(Tensor x) {
        if (compute.precision() == ComputeConfig.Precision.FP32) {
            return x;
        }
        long missing = Math.floorMod(-x.size(0), ROWS);
        return missing == 0 || !x.is_cpu() ? half(x) : torch.constant_pad_nd(half(x), 0, 0, 0, missing);
    }

    /** The rows of a product that those of x gave. */
    private static Tensor rows(Tensor x, Tensor product) {
        return product.size(0) == x.size(0) ? product : product.narrow(0, 0, x.size(0));
    }

    /** In float32, where attention, norms and losses are at home; on CPUs attention in bfloat16 is many times slower. */
    static Tensor exact(Tensor x) {
        return x.to(torch.ScalarType.Float);
    }

    private static Tensor half(Tensor x) {
        return x.to(torch.ScalarType.BFloat16);
    }

    Tensor normalise(String norm, Tensor x) {
        return torch.layer_norm(
                x,
                new long[] {x.size(-1)},
                Tensors.some(parameters.parameter(norm + ".weight")),
                Tensors.some(parameters.parameter(norm + ".bias")),
                config.layerNormEpsilon(),
                true);
    }

    /** The word embeddings (V, H), which a masked-language head shares. */
    Tensor wordEmbeddings() {
        return parameters.parameter(prefix + "embeddings.word_embeddings.weight");
    }

    /**
     * The pooler's output (E, H): each text's first token, through a dense layer and tanh.
     *
     * @param first (E, H) hidden states of the first tokens
     */
    Tensor pool(Tensor first) {
        return exact(apply(prefix + "pooler.dense", first)).tanh();
    }

    static List<ParameterSpec> poolerSpecs(BertConfig config, String prefix) {
        return linear(prefix + "pooler.dense", config.hiddenSize(), config.hiddenSize());
    }
}
