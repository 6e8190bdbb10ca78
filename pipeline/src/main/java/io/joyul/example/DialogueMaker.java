package io.joyul.example;

import io.joyul.preprocess.Content;
import io.joyul.preprocess.DropRule;
import io.joyul.shard.Example;
import io.joyul.shard.ShardManifest.Kind;
import java.util.List;
import java.util.Optional;

/** A conversation for supervised tuning, with the loss on what the model says (https://arxiv.org/abs/2203.02155). */
final class DialogueMaker implements ExampleMaker {
    private final TextEncoder encoder;
    private final ChatTemplate template;
    private final Optional<Integer> end;

    DialogueMaker(TextEncoder encoder, ChatTemplate template, String endToken) {
        this.encoder = encoder;
        this.template = template;
        this.end = encoder.endId(endToken);
    }

    @Override
    public Kind kind() {
        return Kind.CAUSAL;
    }

    @Override
    public Made make(Source row) {
        Content.Dialogue dialogue = row.content(Content.Dialogue.class);
        Conversation all = Conversation.of(template.pieces(dialogue.turns()), encoder, end);
        Conversation cut = all.cut(encoder.maxLength());
        if (!cut.hasTarget()) {
            return Made.dropped(DropRule.NO_TARGET);
        }
        return Made.of(
                List.of(new Example.Causal(row.id(), cut.inputIds(), cut.labels(), 0)),
                cut.inputIds().length < all.inputIds().length,
                encoder.count(cut.inputIds()));
    }
}
