package io.joyul.stage;

import io.joyul.sweep.Measure;
import java.io.Serializable;

/** What the first rank of a trial asks the driver: whether to go on from a budget with this figure. */
record TrialQuestion(int trial, int budget, Measure measure) implements Serializable {}
