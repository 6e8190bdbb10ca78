package io.joyul.example;

import io.joyul.preprocess.Content;
import io.joyul.preprocess.Content.Speaker;
import io.joyul.preprocess.Content.Turn;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A prompt with a better and a worse answer, as DPO compares them (Rafailov et al. 2023, https://arxiv.org/abs/2305.18290). */
final class PreferenceMaker implements ExampleMaker {
    private final TextEncoder encoder;
    private final ChatTemplate template;
    private final Optional<Integer> end;

    PreferenceMaker(TextEncoder encoder, ChatTemplate template, String endToken) {
        this.encoder = encoder;
        this.template = template;
        this.end = encoder.endId(endToken);
    }

    @Override
    public Kind kind() {
        return Kind.PREFERENCE;
    }

    @Override
    public Made make(Source row) {
        Content.Preference preference = row.content(Content.Preference.class);
        Conversation chosen = said(preference.prompt(), preference.chosen());
        Conversation rejected = said(preference.prompt(), preference.rejected());
        Conversation better = chosen.cut(encoder.maxLength());
        Conversation worse = rejected.cut(encoder.maxLength());
        // Answers that begin alike may be the same once they are cut.
        boolean differ = !Arrays.equals(better.inputIds(), worse.inputIds());
        if (!better.hasTarget() || !worse.hasTarget() || !differ) {
            return Made.dropped(DropRule.NO_TARGET);
        }
        Example.Preference example =
                new Example.Preference(row.id(), better.inputIds(), better.labels(), worse.inputIds(), worse.labels());
        boolean truncated = better.inputIds().length < chosen.inputIds().length
                || worse.inputIds().length < rejected.inputIds().length;
        return Made.of(
                List.of(example), truncated, encoder.count(better.inputIds()).plus(encoder.count(worse.inputIds())));
    }

    private Conversation said(String prompt, String answer) {
        List<Turn> turns = List.of(new Turn(Speaker.USER, prompt), new Turn(Speaker.ASSISTANT, answer));
        return Conversation.of(template.pieces(turns), encoder, end);
    }
}
