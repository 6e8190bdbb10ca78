package io.joyul.augment;

import java.io.Serializable;

/** A way to make a new training text out of one text, or of two. */
public sealed interface Augmentation extends Serializable permits TextAugmentation, SentenceMix {}
