package io.joyul.preprocess;

import io.joyul.augment.Augmentation;
import io.joyul.augment.BackTranslation;
import io.joyul.augment.Direction;
import io.joyul.augment.KeyboardNoise;
import io.joyul.augment.NoAnswer;
import io.joyul.augment.PunctuationInsertion;
import io.joyul.augment.RandomDeletion;
import io.joyul.augment.RandomInsertion;
import io.joyul.augment.RandomSwap;
import io.joyul.augment.SentenceMix;
import io.joyul.augment.SynonymReplacement;
import io.joyul.augment.SynonymTable;
import io.joyul.config.AugmentConfig;
import io.joyul.config.TranslatorConfig;
import io.joyul.storage.Storage;
import java.nio.charset.StandardCharsets;

/** What a section of {@code preprocess.augment} asks for, with the tables that it names. */
final class Augmentations {
    /** Paragraphs of which that most like the question is taken. */
    private static final int DRAWN_PARAGRAPHS = 8;

    private Augmentations() {}

    static Augmentation of(AugmentConfig config, Storage storage) {
        double share = config.words();
        return switch (config.kind()) {
            case SWAP -> new RandomSwap(share);
            case DELETION -> new RandomDeletion(share);
            case PUNCTUATION -> new PunctuationInsertion(share);
            case TYPO -> new KeyboardNoise(share);
            case INSERTION -> new RandomInsertion(share, synonyms(config, storage));
            case SYNONYM -> new SynonymReplacement(share, synonyms(config, storage));
            case MIX -> new SentenceMix();
            case BACK_TRANSLATION -> backTranslation(config.translator().orElseThrow());
            case NO_ANSWER -> new NoAnswer(DRAWN_PARAGRAPHS);
        };
    }

    private static SynonymTable synonyms(AugmentConfig config, Storage storage) {
        String path = config.synonyms().orElseThrow();
        return SynonymTable.parse(path, new String(storage.read(path), StandardCharsets.UTF_8));
    }

    private static BackTranslation backTranslation(TranslatorConfig config) {
        return new BackTranslation(
                new Direction(config.source(), config.pivot()),
                config.minSimilarity(),
                config.maxSimilarity(),
                config.minLength(),
                config.maxLength());
    }
}
