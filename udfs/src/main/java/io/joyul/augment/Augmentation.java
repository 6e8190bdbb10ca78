package io.joyul.augment;

import java.io.Serializable;

/** A way to make a new training text or example out of those that are there. */
public sealed interface Augmentation extends Serializable
        permits TextAugmentation, SentenceMix, BackTranslation, NoAnswer {}
