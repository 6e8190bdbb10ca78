package io.joyul.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Refuses secrets in clear, and what is wrong with the section {@code tracking}. No message repeats a value. */
final class SecretKeys {
    /** Tokens have small letters, too. */
    private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]*");

    private SecretKeys() {}

    static void check(RunConfig config, Problems problems) {
        for (Map.Entry<String, String> property : config.spark().properties().entrySet()) {
            if (Secrets.inClear(property.getKey(), property.getValue())) {
                problems.add(
                        "spark.properties." + property.getKey(),
                        "holds a secret in clear, which would stand in every copy of this file; write"
                                + " '${env:NAME}' as the whole value, for that of an environment variable, give it"
                                + " to spark-submit by --conf, or keep it in a Hadoop credential provider"
                                + " (spark.hadoop.hadoop.security.credential.provider.path)");
            }
        }
        for (Map.Entry<String, String> parameter : config.parameters().entrySet()) {
            if (Secrets.isNamedSo(parameter.getKey(), parameter.getValue())) {
                problems.add(
                        "parameters." + parameter.getKey(),
                        "has the name of a secret, and what it holds would stand in every copy of this file; take it"
                                + " out, or give it another name if it is none");
            }
        }
        inAddresses(config, problems);
        inTracking(config.tracking(), problems);
        checkVariable("tracking.token-variable", config.tracking().tokenVariable(), problems);
    }

    /** Refuses a password in whatever address stands in a file. */
    static void inAddresses(Record file, Problems problems) {
        ResolvedRunFile.flat(file).forEach((key, value) -> {
            if (!key.startsWith("spark.properties.") && Secrets.holdsOne(value)) {
                problems.add(
                        key,
                        "has a password or a token in it, which would stand in every copy of this file; take it out");
            }
        });
    }

    private static void inTracking(TrackingConfig tracking, Problems problems) {
        switch (tracking.kind()) {
            case NONE -> {
                if (tracking.url().isPresent()) {
                    problems.add("tracking.kind", "is missing: tracking.url needs it, such as mlflow");
                }
            }
            case MLFLOW -> {
                Optional<String> url = tracking.url();
                if (url.isEmpty()) {
                    problems.add("tracking.url", "is missing: the kind mlflow needs it, such as http://localhost:5000");
                } else if (!url.get().matches("https?://[^/].*")) {
                    problems.add("tracking.url", "must begin with http:// or https://");
                }
            }
        }
    }

    /** A key that names the environment variable of a secret: a token put there by mistake is refused, not repeated. */
    static void checkVariable(String key, Optional<String> name, Problems problems) {
        if (name.isPresent() && !VARIABLE.matcher(name.get()).matches()) {
            problems.add(
                    key,
                    "must be the name of an environment variable in capitals, such as MLFLOW_TOKEN, not the token"
                            + " itself; set the variable, and name it here");
        }
    }
}
