package io.joyul.sweep;

/** The normal distribution. */
final class Normal {
    private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

    private Normal() {}

    static double density(double x) {
        return Math.exp(-x * x / 2) / ROOT_TWO_PI;
    }

    /**
     * The distribution function, to 1.5e-7: Abramowitz and Stegun 1964, "Handbook of Mathematical Functions", 7.1.26.
     */
    static double below(double x) {
        double z = Math.abs(x) / Math.sqrt(2);
        double t = 1 / (1 + 0.3275911 * z);
        double series =
                t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        double error = 1 - series * Math.exp(-z * z);
        return x < 0 ? (1 - error) / 2 : (1 + error) / 2;
    }
}
