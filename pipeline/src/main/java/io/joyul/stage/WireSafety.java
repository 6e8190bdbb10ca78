package io.joyul.stage;

import io.joyul.collective.Wire;
import io.joyul.config.TrainingConfig;
import io.joyul.config.WireConfig.Encryption;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.util.List;
import org.apache.spark.SparkConf;

/** Decides how the ranks of a run talk, so that it is no less safe than what Spark itself sends around. */
final class WireSafety {
    private static final List<String> ENCRYPTING = List.of(
            "spark.network.crypto.enabled",
            "spark.authenticate.enableSaslEncryption",
            "spark.ssl.enabled",
            // Spark 4's, which the key above does not turn on.
            "spark.ssl.rpc.enabled",
            "spark.io.encryption.enabled");
    private static final String AUTHENTICATING = "spark.authenticate";

    private WireSafety() {}

    /**
     * How the ranks talk.
     *
     * @throws JoyulException {@code CONFIG_INVALID} when they would say in clear text, or to anyone, what Spark is told to
     *     protect
     */
    static Wire choose(SparkConf conf, TrainingConfig training) {
        if (training.ranks() == 1) {
            return Wire.OPEN;
        }
        List<String> encrypting =
                ENCRYPTING.stream().filter(key -> conf.getBoolean(key, false)).toList();
        Encryption asked = training.wire().encryption();
        return switch (training.collective()) {
            case AUTO, RING -> {
                boolean sealed = asked == Encryption.TLS || (asked == Encryption.AUTO && !encrypting.isEmpty());
                if (!sealed) {
                    refuse(training, encrypting, "training.wire.encryption none sends gradients in clear text");
                }
                if (sealed) {
                    yield Wire.TLS;
                }
                boolean guarded = conf.getBoolean(AUTHENTICATING, false)
                        && !training.wire().allowClearText();
                yield guarded ? Wire.CLEAR : Wire.OPEN;
            }
            case GLOO, NCCL -> {
                String name = training.collective().label();
                if (asked == Encryption.TLS) {
                    throw new JoyulException(
                            ErrorCode.CONFIG_INVALID,
                            "training.wire.encryption is tls, which training.collective " + name
                                    + " does not have; take the collective ring, or the encryption none");
                }
                refuse(training, encrypting, "training.collective " + name + " sends gradients in clear text");
                if (conf.getBoolean(AUTHENTICATING, false)) {
                    refuse(
                            training,
                            List.of(AUTHENTICATING),
                            "training.collective " + name + " lets anyone join who reaches its ports");
                }
                yield Wire.OPEN;
            }
            // One has no wire, the other takes Spark's own.
            case LOCAL, DLLIB -> Wire.OPEN;
        };
    }

    private static void refuse(TrainingConfig training, List<String> protecting, String what) {
        if (!protecting.isEmpty() && !training.wire().allowClearText()) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    what + ", but " + String.join(", ", protecting)
                            + (protecting.size() == 1 ? " is" : " are")
                            + " on; take training.collective ring with training.wire.encryption auto, or allow it with"
                            + " training.wire.allow-clear-text: true");
        }
    }
}
