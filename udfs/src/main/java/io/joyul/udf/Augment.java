package io.joyul.udf;

import io.joyul.augment.KeyboardNoise;
import io.joyul.augment.PunctuationInsertion;
import io.joyul.augment.RandomDeletion;
import io.joyul.augment.RandomInsertion;
import io.joyul.augment.RandomSwap;
import io.joyul.augment.SynonymReplacement;
import io.joyul.augment.SynonymTable;
import io.joyul.augment.TextAugmentation;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** A new text of much the same meaning. */
record Augment() implements SqlFunction {
    private static final double SHARE = 0.1;

    private enum Kind {
        SWAP,
        DELETION,
        PUNCTUATION,
        TYPO,
        INSERTION,
        SYNONYM;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String KINDS =
            Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", "));

    private static final Signature SIGNATURE = new Signature(
            "joyul_augment",
            "Another text of much the same meaning; null when there is too little in the text to change.",
            List.of(
                    Parameter.column("text", DataTypes.StringType, "a text"),
                    Parameter.constant(
                            "kind",
                            DataTypes.StringType,
                            "one of " + KINDS + "; a constant. The last two need synonyms"),
                    Parameter.column(
                            "seed", DataTypes.LongType, "such as the row's id; the same one gives the same text"),
                    Parameter.option(
                            "share",
                            DataTypes.DoubleType,
                            "share of the words to change, above 0 and at most 1; " + SHARE + " when left out"),
                    Parameter.option(
                            "synonyms",
                            DataTypes.StringType,
                            "the table of synonyms itself: on each line a word, a tab and its synonyms with tabs"
                                    + " between")),
            DataTypes.StringType,
            "SELECT _FUNC_('so many words', 'swap', 7)",
            "many so words");

    @Override
    public Signature signature() {
        return SIGNATURE;
    }

    @Override
    public Serializable rows(Constants constants) {
        String label = constants.text("kind");
        Kind kind = Arrays.stream(Kind.values())
                .filter(candidate -> candidate.label().equals(label))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("kind must be one of " + KINDS + ", but is '" + label + "'"));
        double share = constants.share("share", SHARE);
        return new Rows(
                switch (kind) {
                    case SWAP -> new RandomSwap(share);
                    case DELETION -> new RandomDeletion(share);
                    case PUNCTUATION -> new PunctuationInsertion(share);
                    case TYPO -> new KeyboardNoise(share);
                    case INSERTION -> new RandomInsertion(share, synonyms(kind, constants));
                    case SYNONYM -> new SynonymReplacement(share, synonyms(kind, constants));
                });
    }

    private static SynonymTable synonyms(Kind kind, Constants constants) {
        if (!constants.has("synonyms")) {
            throw new IllegalArgumentException("the kind '" + kind.label() + "' needs synonyms, as the fifth argument");
        }
        return SynonymTable.parse("synonyms", constants.text("synonyms"));
    }

    /** Called for each row. */
    public record Rows(TextAugmentation augmentation) implements Serializable {
        public @Nullable UTF8String call(UTF8String text, long seed) {
            return augmentation
                    .apply(text.toString(), seed)
                    .map(UTF8String::fromString)
                    .orElse(null);
        }
    }
}
