package io.joyul.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The shape of a BERT encoder, as its {@code config.json} tells it.
 *
 * @param padTokenId the token that fills up a row
 * @param labels class names by index; empty for a model without a classifier
 */
public record BertConfig(
        int vocabularySize,
        int hiddenSize,
        int layers,
        int attentionHeads,
        int intermediateSize,
        int maxPositions,
        int tokenTypes,
        double dropout,
        double attentionDropout,
        double layerNormEpsilon,
        double initializerRange,
        int padTokenId,
        List<String> labels)
        implements Serializable {

    private static final ObjectMapper JSON = new ObjectMapper();

    public BertConfig {
        labels = List.copyOf(labels);
        require(hiddenSize % attentionHeads == 0, "hidden_size", hiddenSize, "a multiple of num_attention_heads");
        require(layers > 0, "num_hidden_layers", layers, "at least 1");
        require(vocabularySize > 0, "vocab_size", vocabularySize, "at least 1");
        require(maxPositions > 0, "max_position_embeddings", maxPositions, "at least 1");
    }

    private static void require(boolean holds, String key, int value, String limit) {
        if (!holds) {
            throw new JoyulException(ErrorCode.MODEL_UNSUPPORTED, key + " is " + value + ", it must be " + limit);
        }
    }

    public int headSize() {
        return hiddenSize / attentionHeads;
    }

    /** The same encoder with a classifier for these classes. */
    public BertConfig withLabels(List<String> classNames) {
        return new BertConfig(
                vocabularySize,
                hiddenSize,
                layers,
                attentionHeads,
                intermediateSize,
                maxPositions,
                tokenTypes,
                dropout,
                attentionDropout,
                layerNormEpsilon,
                initializerRange,
                padTokenId,
                classNames);
    }

    /** The same encoder with other dropout, which is a matter of the training and not of the weights. */
    public BertConfig withDropout(double ofOutputs, double ofAttention) {
        return new BertConfig(
                vocabularySize,
                hiddenSize,
                layers,
                attentionHeads,
                intermediateSize,
                maxPositions,
                tokenTypes,
                ofOutputs,
                ofAttention,
                layerNormEpsilon,
                initializerRange,
                padTokenId,
                labels);
    }

    /**
     * Reads a {@code config.json}.
     *
     * @param file its name, for the message
     * @throws JoyulException with {@code MODEL_UNSUPPORTED} when it asks for something this encoder does not do
     */
    public static BertConfig parse(byte[] json, String file) {
        JsonNode root;
        try {
            root = JSON.readTree(json);
        } catch (IOException e) {
            throw new JoyulException(ErrorCode.FILE_CORRUPT, file + ": not JSON: " + e.getMessage(), e);
        }
        if (root == null || !root.isObject()) {
            throw new JoyulException(ErrorCode.FILE_CORRUPT, file + ": not a JSON object");
        }
        refuse(file, root, "model_type", "bert", "bert");
        refuse(file, root, "hidden_act", "gelu", "gelu");
        refuse(file, root, "position_embedding_type", "absolute", "absolute");
        if (root.path("is_decoder").asBoolean(false)) {
            throw new JoyulException(
                    ErrorCode.MODEL_UNSUPPORTED, file + ": is_decoder is true, only encoders are read");
        }
        double dropout = root.path("hidden_dropout_prob").asDouble(0.1);
        List<String> labels = new ArrayList<>();
        JsonNode names = root.path("id2label");
        for (int i = 0; i < names.size(); i++) {
            labels.add(names.path(Integer.toString(i)).asText("LABEL_" + i));
        }
        return new BertConfig(
                number(file, root, "vocab_size"),
                number(file, root, "hidden_size"),
                number(file, root, "num_hidden_layers"),
                number(file, root, "num_attention_heads"),
                number(file, root, "intermediate_size"),
                number(file, root, "max_position_embeddings"),
                root.path("type_vocab_size").asInt(2),
                dropout,
                root.path("attention_probs_dropout_prob").asDouble(0.1),
                root.path("layer_norm_eps").asDouble(1e-12),
                root.path("initializer_range").asDouble(0.02),
                root.path("pad_token_id").asInt(0),
                labels);
    }

    private static void refuse(String file, JsonNode root, String key, String wanted, String fallback) {
        String value = root.path(key).asText(fallback);
        if (!value.equals(wanted)) {
            throw new JoyulException(
                    ErrorCode.MODEL_UNSUPPORTED, file + ": " + key + " is " + value + ", this reads only " + wanted);
        }
    }

    private static int number(String file, JsonNode root, String key) {
        JsonNode node = root.path(key);
        if (!node.canConvertToInt() || node.asInt() <= 0) {
            throw new JoyulException(
                    ErrorCode.FILE_CORRUPT, file + ": " + key + " is " + node + ", a positive number is needed");
        }
        return node.asInt();
    }

    /** The {@code config.json} of a model of this architecture, as transformers writes it. */
    public byte[] toJson(String architecture) {
        ObjectNode root = JSON.createObjectNode();
        root.putArray("architectures").add(architecture);
        root.put("attention_probs_dropout_prob", attentionDropout);
        root.putNull("classifier_dropout");
        root.put("dtype", "float32");
        root.put("hidden_act", "gelu");
        root.put("hidden_dropout_prob", dropout);
        root.put("hidden_size", hiddenSize);
        if (!labels.isEmpty()) {
            ObjectNode names = root.putObject("id2label");
            ObjectNode indices = root.putObject("label2id");
            for (int i = 0; i < labels.size(); i++) {
                names.put(Integer.toString(i), labels.get(i));
                indices.put(labels.get(i), i);
            }
        }
        root.put("initializer_range", initializerRange);
        root.put("intermediate_size", intermediateSize);
        root.put("layer_norm_eps", layerNormEpsilon);
        root.put("max_position_embeddings", maxPositions);
        root.put("model_type", "bert");
        root.put("num_attention_heads", attentionHeads);
        root.put("num_hidden_layers", layers);
        root.put("pad_token_id", padTokenId);
        root.put("position_embedding_type", "absolute");
        root.put("type_vocab_size", tokenTypes);
        root.put("vocab_size", vocabularySize);
        return root.toPrettyString().concat("\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The {@code architectures} entry of a {@code config.json}; empty when it names none. */
    public static List<String> architectures(byte[] json, String file) {
        try {
            List<String> names = new ArrayList<>();
            if (JSON.readTree(json).path("architectures") instanceof ArrayNode array) {
                array.forEach(name -> names.add(name.asText()));
            }
            return names;
        } catch (IOException e) {
            throw new JoyulException(ErrorCode.FILE_CORRUPT, file + ": not JSON: " + e.getMessage(), e);
        }
    }
}
