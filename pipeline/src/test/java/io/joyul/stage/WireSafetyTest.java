package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.collective.Wire;
import io.joyul.config.RunConfigLoader;
import io.joyul.config.TrainingConfig;
import io.joyul.config.TrainingConfig.CollectiveKind;
import io.joyul.config.WireConfig;
import io.joyul.config.WireConfig.Encryption;
import io.joyul.error.ErrorKind;
import io.joyul.error.JoyulException;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

final class WireSafetyTest {
    private static final WireConfig ALLOWED = new WireConfig(Encryption.NONE, true);

    private static TrainingConfig training(int ranks, CollectiveKind collective, WireConfig wire) {
        return RunConfigLoader.parse(
                        "run.yaml",
                        """
                        name: n
                        output: o
                        input: {train: a, dev: b, text-column: t, label-column: l}
                        training: {ranks: %d, collective: %s, wire: {encryption: %s, allow-clear-text: %s}}
                        """.formatted(
                                        ranks,
                                        collective.label(),
                                        wire.encryption().name().toLowerCase(Locale.ROOT),
                                        wire.allowClearText()),
                        List.of())
                .training();
    }

    private static SparkConf spark(String... on) {
        SparkConf conf = new SparkConf(false);
        for (String key : on) {
            conf.set(key, "true");
        }
        return conf;
    }

    private static void assertRefused(SparkConf conf, TrainingConfig training, String... parts) {
        assertThatThrownBy(() -> WireSafety.choose(conf, training))
                .isInstanceOfSatisfying(
                        JoyulException.class, e -> assertThat(e.code().kind()).isEqualTo(ErrorKind.USER))
                .hasMessageContainingAll(parts);
    }

    @Test
    void ranksTalkOverTlsWhereSparkIsEncrypted() {
        TrainingConfig training = training(2, CollectiveKind.AUTO, WireConfig.DEFAULTS);
        assertThat(WireSafety.choose(spark(), training)).isEqualTo(Wire.OPEN);
        for (String key : List.of(
                "spark.network.crypto.enabled",
                "spark.authenticate.enableSaslEncryption",
                "spark.ssl.enabled",
                "spark.ssl.rpc.enabled",
                "spark.io.encryption.enabled")) {
            assertThat(WireSafety.choose(spark(key), training)).as(key).isEqualTo(Wire.TLS);
        }
    }

    @Test
    void tlsCanBeHadWithoutSparksEncryption() {
        WireConfig tls = new WireConfig(Encryption.TLS, false);
        assertThat(WireSafety.choose(spark(), training(2, CollectiveKind.RING, tls)))
                .isEqualTo(Wire.TLS);
        assertRefused(spark(), training(2, CollectiveKind.GLOO, tls), "gloo does not have", "take the collective ring");
    }

    @Test
    void clearTextIsRefusedWhereSparkIsEncryptedUnlessAKeyAllowsIt() {
        SparkConf encrypted = spark("spark.network.crypto.enabled");
        WireConfig none = new WireConfig(Encryption.NONE, false);
        for (CollectiveKind kind : List.of(CollectiveKind.RING, CollectiveKind.GLOO, CollectiveKind.NCCL)) {
            assertRefused(
                    encrypted,
                    training(2, kind, none),
                    "clear text",
                    "spark.network.crypto.enabled is on",
                    "training.wire.allow-clear-text: true");
            assertThat(WireSafety.choose(encrypted, training(2, kind, ALLOWED))).isEqualTo(Wire.OPEN);
        }
    }

    @Test
    void aGroupThatAuthenticatesNobodyIsRefusedWhereSparkAuthenticates() {
        SparkConf authenticated = spark("spark.authenticate");
        assertRefused(
                authenticated,
                training(2, CollectiveKind.GLOO, WireConfig.DEFAULTS),
                "gloo lets anyone join who reaches its ports",
                "spark.authenticate is on");
        assertThat(WireSafety.choose(authenticated, training(2, CollectiveKind.AUTO, WireConfig.DEFAULTS)))
                .as("a group that authenticates is taken")
                .isEqualTo(Wire.CLEAR);
        assertThat(WireSafety.choose(authenticated, training(2, CollectiveKind.AUTO, ALLOWED)))
                .isEqualTo(Wire.OPEN);
    }

    @Test
    void oneRankAndSparksOwnChannelsNeedNothing() {
        SparkConf encrypted = spark("spark.network.crypto.enabled", "spark.authenticate");
        assertThat(WireSafety.choose(encrypted, training(1, CollectiveKind.GLOO, WireConfig.DEFAULTS)))
                .isEqualTo(Wire.OPEN);
        assertThat(WireSafety.choose(encrypted, training(2, CollectiveKind.DLLIB, WireConfig.DEFAULTS)))
                .isEqualTo(Wire.OPEN);
    }
}
