package io.joyul.tokenize.train;

/** The derivative of the logarithm of the gamma function. */
final class Digamma {
    /** From here on the asymptotic series is exact to the last digits. */
    private static final double LARGE = 10;

    private Digamma() {}

    /** For positive numbers. */
    static double of(double x) {
        double at = x;
        double result = 0;
        while (at < LARGE) {
            result -= 1 / at;
            at++;
        }
        double inverse = 1 / (at * at);
        double series = inverse * (1.0 / 12 - inverse * (1.0 / 120 - inverse * (1.0 / 252 - inverse * (1.0 / 240))));
        return result + StrictMath.log(at) - 0.5 / at - series;
    }
}
