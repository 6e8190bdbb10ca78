package io.joyul.udf;

import io.joyul.mask.Corruption;
import io.joyul.mask.GroupMasking;
import io.joyul.mask.Groups;
import io.joyul.mask.Masked;
import io.joyul.mask.MaskingStrategy;
import io.joyul.mask.SpanMasking;
import io.joyul.mask.TokenMasking;
import io.joyul.mask.Unit;
import io.joyul.tokenize.Encoding;
import io.joyul.tokenize.SpecialTokens;
import io.joyul.tokenize.Tokenizer;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** A masked-language-model example. */
record Mask() implements SqlFunction {
    private static final double PROBABILITY = 0.15;
    private static final List<String> KINDS = List.of("token", "whole-word", "morpheme", "span");

    private static final Signature SIGNATURE = new Signature(
            "joyul_mask",
            "A masked-language-model example of the text: input_ids with tokens hidden, and labels with the hidden ids"
                    + " in their places and -100 elsewhere. Of the targets 80 % are hidden, 10 % random, 10 % left.",
            List.of(
                    Parameter.column("text", DataTypes.StringType, "a text"),
                    Tokenizers.PARAMETER,
                    Parameter.column(
                            "seed", DataTypes.LongType, "such as the row's id; the same one gives the same example"),
                    Parameter.option(
                            "probability",
                            DataTypes.DoubleType,
                            "share of the tokens that are targets, 0 to 1; " + PROBABILITY + " when left out"),
                    Parameter.option(
                            "kind",
                            DataTypes.StringType,
                            "what is hidden together: one of " + String.join(", ", KINDS) + "; the first when left"
                                    + " out")),
            new StructType().add("input_ids", Tokenizers.IDS, false).add("labels", Tokenizers.IDS, false),
            "SELECT _FUNC_('so many words', '/models/bert/tokenizer.json', 7, 1.0).labels",
            "[-100,2061,2116,2616,-100]");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Serializable rows(Constants constants) {
        TokenizerFile tokenizer = constants.tokenizer();
        // Refuses a vocabulary without the special tokens now.
        tokenizer.tokenizer().specialTokens();
        double probability = constants.share("probability", PROBABILITY);
        String kind = constants.has("kind") ? constants.text("kind") : KINDS.get(0);
        MaskingStrategy masking = switch (kind) {
            case "token" -> new TokenMasking(probability, Corruption.BERT);
            case "whole-word" -> new GroupMasking(Unit.WORD, probability, Corruption.BERT);
            case "morpheme" -> {
                Morphemes.require();
                yield new GroupMasking(Unit.MORPHEME, probability, Corruption.BERT);
            }
            case "span" -> new SpanMasking(probability, Corruption.BERT);
            default ->
                throw new IllegalArgumentException(
                        "kind must be one of " + String.join(", ", KINDS) + ", but is '" + kind + "'");
        };
        return new Rows(tokenizer, masking);
    }

    /** Called for each row. */
    public record Rows(TokenizerFile file, MaskingStrategy masking) implements Serializable {
        public InternalRow call(UTF8String utf8, long seed) {
            Tokenizer tokenizer = file.tokenizer();
            SpecialTokens special = tokenizer.specialTokens();
            String text = utf8.toString();
            int vocabularySize = tokenizer.vocabularySize();
            Masked masked;
            if (masking.unit() == Unit.TOKEN) {
                // Without offsets, which cost time.
                int[] ids = tokenizer.encode(text, Integer.MAX_VALUE);
                masked = masking.apply(ids, special, vocabularySize, seed);
            } else {
                Encoding encoding = tokenizer.encode(text);
                int[] groups = masking.unit() == Unit.MORPHEME
                        ? Groups.ofMorphemes(
                                encoding, text, Morphemes.ofThread().of(text))
                        : Groups.ofWords(encoding, text);
                masked = masking.apply(encoding.ids(), groups, special, vocabularySize, seed);
            }
            return new GenericInternalRow(new Object[] {
                UnsafeArrayData.fromPrimitiveArray(masked.inputIds()),
                UnsafeArrayData.fromPrimitiveArray(masked.labels())
            });
        }
    }
}
