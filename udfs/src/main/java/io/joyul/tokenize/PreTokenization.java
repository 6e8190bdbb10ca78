package io.joyul.tokenize;

import java.util.ArrayList;
import java.util.List;

/** The pre-tokenizers of a tokenizer one after another, with the texts that they write. For one thread. */
final class PreTokenization {
    private final PreTokenizer.Words first;
    private final List<NormalizedText> scratches = new ArrayList<>();

    /** @param words takes what the last of them cuts; good until the next {@link #split} */
    PreTokenization(List<PreTokenizer> stages, Detail detail, PreTokenizer.Words words) {
        PreTokenizer.Words chain = words;
        for (int i = stages.size() - 1; i >= 0; i--) {
            PreTokenizer stage = stages.get(i);
            PreTokenizer.Words next = chain;
            NormalizedText scratch = new NormalizedText(detail);
            scratches.add(scratch);
            chain = (text, start, end) -> stage.split(text, start, end, scratch, next);
        }
        first = chain;
    }

    /** Cuts the units {@code [from, to)}, of which there is at least one. */
    void split(NormalizedText text, int from, int to) {
        for (NormalizedText scratch : scratches) {
            scratch.length = 0;
        }
        first.word(text, from, to);
    }
}
