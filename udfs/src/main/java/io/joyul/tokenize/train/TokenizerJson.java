package io.joyul.tokenize.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Writes the tokenizer.json of a trained vocabulary, as Hugging Face tokenizers reads it. */
public final class TokenizerJson {
    /** The special tokens of a trained vocabulary, at the ids 0 to 4. */
    public static final List<String> SPECIAL_TOKENS = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

    /** What becomes of capital letters. */
    public enum Case {
        KEPT,
        LOWERED
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    private TokenizerJson() {}

    /**
     * The file for a WordPiece vocabulary in the order of its ids, which begins with {@link #SPECIAL_TOKENS}. Accents are
     * not stripped: that would take Hangul syllables apart.
     */
    public static String wordPiece(List<String> vocabulary, Case letters) {
        ObjectNode file = begin(vocabulary);
        file.putObject("normalizer")
                .put("type", "BertNormalizer")
                .put("clean_text", true)
                .put("handle_chinese_chars", true)
                .put("strip_accents", false)
                .put("lowercase", letters == Case.LOWERED);
        file.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
        postProcessor(file.putObject("post_processor"));
        file.putObject("decoder")
                .put("type", "WordPiece")
                .put("prefix", WordPieceTrainer.PREFIX)
                .put("cleanup", true);
        ObjectNode model = file.putObject("model")
                .put("type", "WordPiece")
                .put("unk_token", "[UNK]")
                .put("continuing_subword_prefix", WordPieceTrainer.PREFIX)
                .put("max_input_chars_per_word", WordPieceTrainer.LONGEST_WORD);
        vocabulary(model, vocabulary);
        return text(file);
    }

    /**
     * The file for a byte-level BPE vocabulary. It has an unknown token only because a model's input needs one; no text
     * leads to it.
     */
    static String bytePair(BytePairTrainer.Vocabulary vocabulary, Case letters) {
        ObjectNode file = begin(vocabulary.tokens());
        normalizer(file, letters, JSON.createObjectNode().put("type", "NFC"));
        byteLevel(file.putObject("pre_tokenizer"), false);
        postProcessor(file.putObject("post_processor"));
        byteLevel(file.putObject("decoder"), true);
        ObjectNode model = file.putObject("model")
                .put("type", "BPE")
                .putNull("dropout")
                .put("unk_token", "[UNK]")
                .putNull("continuing_subword_prefix")
                .putNull("end_of_word_suffix")
                .put("fuse_unk", false)
                .put("byte_fallback", false)
                .put("ignore_merges", false);
        vocabulary(model, vocabulary.tokens());
        ArrayNode merges = model.putArray("merges");
        vocabulary.merges().forEach(merge -> merges.addArray().add(merge.left()).add(merge.right()));
        return text(file);
    }

    /** The file for a unigram vocabulary, to which the special tokens are added in front. */
    static String unigram(List<UnigramTrainer.Piece> pieces, Case letters) {
        ObjectNode file = begin(SPECIAL_TOKENS);
        ObjectNode singleSpaces = JSON.createObjectNode().put("type", "Replace");
        singleSpaces.putObject("pattern").put("Regex", " {2,}");
        singleSpaces.put("content", " ");
        normalizer(file, letters, JSON.createObjectNode().put("type", "NFKC"), singleSpaces);
        metaspace(file.putObject("pre_tokenizer"));
        postProcessor(file.putObject("post_processor"));
        metaspace(file.putObject("decoder"));
        ObjectNode model =
                file.putObject("model").put("type", "Unigram").put("unk_id", SPECIAL_TOKENS.indexOf("[UNK]"));
        ArrayNode vocabulary = model.putArray("vocab");
        SPECIAL_TOKENS.forEach(token -> vocabulary.addArray().add(token).add(0.0));
        pieces.forEach(piece -> vocabulary.addArray().add(piece.token()).add(rounded(piece.score())));
        model.put("byte_fallback", false);
        return text(file);
    }

    /** With so few digits every reader of JSON finds the same number. */
    private static double rounded(double score) {
        return StrictMath.rint(score * 1e8) / 1e8;
    }

    private static void metaspace(ObjectNode part) {
        part.put("type", "Metaspace")
                .put("replacement", "\u2581")
                .put("prepend_scheme", "always")
                .put("split", true);
    }

    private static void byteLevel(ObjectNode part, boolean addPrefixSpace) {
        part.put("type", "ByteLevel")
                .put("add_prefix_space", addPrefixSpace)
                .put("trim_offsets", true)
                .put("use_regex", true);
    }

    private static ObjectNode begin(List<String> vocabulary) {
        if (!vocabulary.subList(0, SPECIAL_TOKENS.size()).equals(SPECIAL_TOKENS)) {
            throw new IllegalArgumentException("a vocabulary begins with " + SPECIAL_TOKENS);
        }
        ObjectNode file = JSON.createObjectNode();
        file.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = file.putArray("added_tokens");
        for (int id = 0; id < SPECIAL_TOKENS.size(); id++) {
            added.addObject()
                    .put("id", id)
                    .put("content", SPECIAL_TOKENS.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        return file;
    }

    /** These steps, and the folding of case after them where it is wanted. */
    private static void normalizer(ObjectNode file, Case letters, ObjectNode... steps) {
        if (steps.length == 1 && letters == Case.KEPT) {
            file.set("normalizer", steps[0]);
            return;
        }
        ArrayNode normalizers =
                file.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
        normalizers.addAll(List.of(steps));
        if (letters == Case.LOWERED) {
            normalizers.addObject().put("type", "Lowercase");
        }
    }

    private static void vocabulary(ObjectNode model, List<String> vocabulary) {
        ObjectNode entries = model.putObject("vocab");
        for (int id = 0; id < vocabulary.size(); id++) {
            entries.put(vocabulary.get(id), id);
        }
    }

    private static String text(ObjectNode file) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain values is always JSON", e);
        }
    }

    private static void postProcessor(ObjectNode processor) {
        processor.put("type", "TemplateProcessing");
        ArrayNode single = processor.putArray("single");
        special(single, "[CLS]", 0);
        text(single, "A", 0);
        special(single, "[SEP]", 0);
        ArrayNode pair = processor.putArray("pair").addAll(single.deepCopy());
        text(pair, "B", 1);
        special(pair, "[SEP]", 1);
        ObjectNode specials = processor.putObject("special_tokens");
        for (String token : List.of("[CLS]", "[SEP]")) {
            ObjectNode entry = specials.putObject(token).put("id", token);
            entry.putArray("ids").add(SPECIAL_TOKENS.indexOf(token));
            entry.putArray("tokens").add(token);
        }
    }

    private static void special(ArrayNode layout, String token, int typeId) {
        layout.addObject().putObject("SpecialToken").put("id", token).put("type_id", typeId);
    }

    private static void text(ArrayNode layout, String which, int typeId) {
        layout.addObject().putObject("Sequence").put("id", which).put("type_id", typeId);
    }
}
