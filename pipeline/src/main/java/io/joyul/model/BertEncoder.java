package io.joyul.model;

import static io.joyul.model.ParameterSpec.Initializer.NORMAL;
import static io.joyul.model.ParameterSpec.Initializer.NORMAL_PADDED;
import static io.joyul.model.ParameterSpec.Initializer.ONE;
import static io.joyul.model.ParameterSpec.Initializer.ZERO;

import io.joyul.tensor.DropoutStream;
import io.joyul.tensor.Tensors;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * BERT's encoder: embeddings, then layers of self-attention and feed-forward with post-norm residuals (Devlin et al.
 * 2019, https://arxiv.org/abs/1810.04805). Shapes: B rows, S tokens, H hidden size, A heads, D = H / A.
 */
public final class BertEncoder {
    private final BertConfig config;
    private final String prefix;
    private final ParameterStore parameters;

    /**
     * @param prefix of the parameters' names: {@code bert.} under a head, empty for a bare encoder
     */
    BertEncoder(BertConfig config, String prefix, ParameterStore parameters) {
        this.config = config;
        this.prefix = prefix;
        this.parameters = parameters;
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

    /**
     * The hidden states (B, S, H).
     *
     * @param dropout null outside of training
     */
    public Tensor forward(EncoderInput input, @Nullable DropoutStream dropout) {
        Tensor x = embed(input, dropout); // (B, S, H)
        for (int i = 0; i < config.layers(); i++) {
            String layer = prefix + "encoder.layer." + i + ".";
            Tensor attended = attention(layer + "attention.self.", x, input.attentionBias(), dropout); // (B, S, H)
            Tensor mixed = drop(apply(layer + "attention.output.dense", attended), dropout); // (B, S, H)
            x = normalise(layer + "attention.output.LayerNorm", mixed.add(x)); // (B, S, H)
            Tensor inner = torch.gelu(apply(layer + "intermediate.dense", x)); // (B, S, inner)
            Tensor outer = drop(apply(layer + "output.dense", inner), dropout); // (B, S, H)
            x = normalise(layer + "output.LayerNorm", outer.add(x)); // (B, S, H)
        }
        return x;
    }

    private Tensor embed(EncoderInput input, @Nullable DropoutStream dropout) {
        String embeddings = prefix + "embeddings.";
        long length = input.inputIds().size(1);
        Tensor types = parameters.parameter(embeddings + "token_type_embeddings.weight"); // (types, H)
        Tensor places = parameters.parameter(embeddings + "position_embeddings.weight"); // (positions, H)
        Tensor positions = input.positionIds() == null
                ? places.narrow(0, 0, length) // (S, H)
                : torch.embedding(places, input.positionIds()); // (B, S, H)
        Tensor words = torch.embedding(
                parameters.parameter(embeddings + "word_embeddings.weight"), input.inputIds()); // (B, S, H)
        Tensor typed = input.tokenTypes() == null ? types.narrow(0, 0, 1) : torch.embedding(types, input.tokenTypes());
        return drop(normalise(embeddings + "LayerNorm", words.add(positions.add(typed))), dropout);
    }

    private Tensor attention(String name, Tensor x, @Nullable Tensor bias, @Nullable DropoutStream dropout) {
        Tensor query = heads(apply(name + "query", x)); // (B, A, S, D)
        Tensor key = heads(apply(name + "key", x)); // (B, A, S, D)
        Tensor value = heads(apply(name + "value", x)); // (B, A, S, D)
        Tensor mixed; // (B, A, S, D)
        if (dropout == null || config.attentionDropout() == 0) {
            TensorOptional mask = bias == null ? Tensors.none() : Tensors.some(bias);
            mixed = torch.scaled_dot_product_attention(
                    query, key, value, mask, 0.0, false, new DoubleOptional(), false);
        } else {
            Scalar scale = Tensors.scalar(1.0 / Math.sqrt(config.headSize()));
            Tensor scores = query.mul(scale).matmul(key.transpose(-2, -1)); // (B, A, S, S)
            Tensor weights = (bias == null ? scores : scores.add(bias)).softmax(-1); // (B, A, S, S)
            mixed = dropout.apply(weights, config.attentionDropout()).matmul(value);
        }
        return mixed.transpose(1, 2).reshape(x.size(0), x.size(1), config.hiddenSize());
    }

    private Tensor heads(Tensor x) {
        return x.view(x.size(0), x.size(1), config.attentionHeads(), config.headSize())
                .transpose(1, 2);
    }

    private Tensor drop(Tensor x, @Nullable DropoutStream dropout) {
        return dropout == null ? x : dropout.apply(x, config.dropout());
    }

    Tensor apply(String linear, Tensor x) {
        return torch.linear(
                x, parameters.parameter(linear + ".weight"), Tensors.some(parameters.parameter(linear + ".bias")));
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

    /** The pooler's output (E, H) of hidden states (B, S, H): each text's first token, through a dense layer and tanh. */
    Tensor pool(Tensor hidden, EncoderInput input) {
        Tensor first = input.starts() == null
                ? hidden.select(1, 0)
                : hidden.reshape(-1, config.hiddenSize()).index_select(0, input.starts()); // (E, H)
        return apply(prefix + "pooler.dense", first).tanh();
    }

    static List<ParameterSpec> poolerSpecs(BertConfig config, String prefix) {
        return linear(prefix + "pooler.dense", config.hiddenSize(), config.hiddenSize());
    }
}
