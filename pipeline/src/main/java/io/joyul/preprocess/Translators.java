package io.joyul.preprocess;

import io.joyul.augment.Translator;
import io.joyul.config.TranslatorConfig;
import io.joyul.digest.Sha256;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.translate.HttpTranslator;
import io.joyul.translate.TranslationTable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** Makes the translator that a run file asks for, with its table. */
final class Translators {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private Translators() {}

    /**
     * Ready to translate.
     *
     * @param environment where the endpoint's key is
     * @param folder for tables that the run file names no folder for, one for each translator
     * @throws JoyulException {@code CONFIG_INVALID} when there is no usable key where the run file says, {@code
     *     INPUT_NOT_FOUND} or {@code INPUT_UNREADABLE} for a file of pairs
     */
    static Translations of(
            SparkSession spark,
            Storage storage,
            TranslatorConfig config,
            Map<String, String> environment,
            String folder) {
        Optional<String> pairs = config.pairs();
        // Another endpoint, or a file with other pairs, gives other translations.
        byte[] identity = pairs.map(storage::read)
                .orElseGet(() -> config.url().orElseThrow().getBytes(StandardCharsets.UTF_8));
        String own = Storage.child(folder, Sha256.of(identity).substring(0, 12));
        Translator translator =
                pairs.isPresent() ? TranslationTable.pairs(storage, pairs.get()) : endpoint(config, environment);
        return new Translations(
                spark, storage, translator, config.cache().orElse(own), config.batch(), config.connections());
    }

    private static Translator endpoint(TranslatorConfig config, Map<String, String> environment) {
        return new HttpTranslator(
                uri(config.url().orElseThrow()),
                config.keyVariable().map(name -> key(name, environment)).orElse(null),
                new HttpTranslator.Settings(
                        Duration.ofSeconds(config.timeoutSeconds()),
                        config.retries(),
                        FIRST_PAUSE,
                        config.requestsPerSecond()));
    }

    private static URI uri(String url) {
        try {
            return URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new JoyulException(ErrorCode.CONFIG_INVALID, "translator.url: " + e.getMessage(), e);
        }
    }

    /** Never part of a message. */
    private static String key(String name, Map<String, String> environment) {
        @Nullable String key = environment.get(name);
        if (key == null || key.isBlank() || !key.strip().chars().allMatch(point -> point > ' ' && point < 0x7f)) {
            throw new JoyulException(
                    ErrorCode.CONFIG_INVALID,
                    "translator.key-variable: the environment variable " + name
                            + (key == null ? " is not set" : " is empty, or holds what no header can")
                            + "; set it to the key of the endpoint, or take key-variable out");
        }
        return key.strip();
    }
}
