package io.joyul.example;

import io.joyul.shard.ShardManifest.Kind;

/** Makes the examples of one task. One thread at a time; each partition has its own. */
public sealed interface ExampleMaker
        permits PairMaker,
                TagMaker,
                SpanMaker,
                WindowMaker,
                CausalMaker,
                DenoisingMaker,
                ReplacedTokenMaker,
                SegmentMaker,
                DialogueMaker,
                PreferenceMaker,
                RankingMaker {
    /** Which examples it makes. */
    Kind kind();

    /** The examples of one row, or why there is none; the same for the same row and seed. */
    Made make(Source row);
}
