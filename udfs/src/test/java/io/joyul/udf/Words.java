package io.joyul.udf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A tokenizer of three words and an ending, with the ids that they have in {@code bert-base-uncased}. */
final class Words {
    private static final String SPECIAL = """
            {"id": %d, "content": "%s", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false,
             "special": true}""";

    private Words() {}

    /** Writes it as {@code tokenizer.json} and returns its path. */
    static Path write(Path folder) throws IOException {
        String json = """
                {"version": "1.0", "truncation": null, "padding": null, "added_tokens": [%s, %s, %s, %s, %s],
                 "normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true,
                                "strip_accents": null, "lowercase": true},
                 "pre_tokenizer": {"type": "BertPreTokenizer"},
                 "post_processor": {"type": "TemplateProcessing",
                   "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                              {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
                   "pair": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}},
                            {"SpecialToken": {"id": "[SEP]", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}},
                            {"SpecialToken": {"id": "[SEP]", "type_id": 1}}],
                   "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [101], "tokens": ["[CLS]"]},
                                      "[SEP]": {"id": "[SEP]", "ids": [102], "tokens": ["[SEP]"]}}},
                 "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": true},
                 "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                           "max_input_chars_per_word": 100,
                           "vocab": {"[PAD]": 0, "[UNK]": 100, "[CLS]": 101, "[SEP]": 102, "[MASK]": 103,
                                     "so": 2061, "##ly": 2135, "many": 2116, "words": 2616}}}
                """.formatted(
                        SPECIAL.formatted(0, "[PAD]"),
                        SPECIAL.formatted(100, "[UNK]"),
                        SPECIAL.formatted(101, "[CLS]"),
                        SPECIAL.formatted(102, "[SEP]"),
                        SPECIAL.formatted(103, "[MASK]"));
        Files.createDirectories(folder);
        return Files.writeString(folder.resolve("tokenizer.json"), json);
    }
}
