package io.joyul.preprocess;

import io.joyul.config.MaskingConfig;
import io.joyul.mask.Corruption;
import io.joyul.mask.GroupMasking;
import io.joyul.mask.MaskingStrategy;
import io.joyul.mask.SpanMasking;
import io.joyul.mask.TokenMasking;
import io.joyul.mask.Unit;

/** Builds the masking that a run file asks for. */
public final class MaskingStrategies {
    private MaskingStrategies() {}

    public static MaskingStrategy of(MaskingConfig config) {
        Corruption corruption = new Corruption(config.maskShare(), config.randomShare());
        return switch (config.kind()) {
            case TOKEN -> new TokenMasking(config.probability(), corruption);
            case WHOLE_WORD -> new GroupMasking(Unit.WORD, config.probability(), corruption);
            case MORPHEME -> new GroupMasking(Unit.MORPHEME, config.probability(), corruption);
            case SPAN ->
                new SpanMasking(Unit.WORD, config.probability(), config.spanStop(), config.longestSpan(), corruption);
        };
    }
}
