package io.joyul.evaluate;

import java.io.Serializable;

/**
 * The predictions whose confidence lies in ({@code low}, {@code high}].
 *
 * @param count predictions in the bin
 * @param confidence their mean probability of the predicted class; NaN for an empty bin
 * @param accuracy their share of right ones; NaN for an empty bin
 */
public record CalibrationBin(double low, double high, long count, double confidence, double accuracy)
        implements Serializable {}
