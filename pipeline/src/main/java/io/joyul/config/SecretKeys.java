package io.joyul.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Refuses secrets in clear, and what is wrong with the section {@code tracking}. No message repeats a value. */
final class SecretKeys {
    private SecretKeys() {}

    static void check(RunConfig config, Problems problems) {
        for (Map.Entry<String, String> property : config.spark().properties().entrySet()) {
            if (Secrets.inClear(property.getKey(), property.getValue())) {
                problems.add(
                        "spark.properties." + property.getKey(),
                        "holds a secret in clear, which would stand in every copy of this file; write"
                                + " '${env:NAME}' for the value of an environment variable, give it to spark-submit by"
                                + " --conf, or keep it in a Hadoop credential provider"
                                + " (spark.hadoop.hadoop.security.credential.provider.path)");
            }
        }
        addresses(config).forEach((key, address) -> {
            if (Secrets.holdsOne(address)) {
                problems.add(key, "has a password in it, which would stand in every copy of this file; take it out");
            }
        });
        inTracking(config.tracking(), problems);
    }

    private static Map<String, String> addresses(RunConfig config) {
        return Map.of(
                "output", config.output(),
                "input.train", config.input().trainingPaths(),
                "input.dev", config.input().dev(),
                "input.test", config.input().test().orElse(""),
                "tracking.url", config.tracking().url().orElse(""),
                "model.checkpoint", config.model().checkpoint().orElse(""),
                "pretrain",
                        config.pretrain()
                                .map(pretrain -> TextSource.paths(pretrain.texts()))
                                .orElse(""),
                "preprocess.augment",
                        config.preprocess().augment().stream()
                                .flatMap(section -> section.translator().stream())
                                .flatMap(translator -> translator.url().stream())
                                .collect(Collectors.joining(" ")));
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
        for (String name : List.of(tracking.tokenVariable().orElse("NAME"))) {
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                problems.add(
                        "tracking.token-variable",
                        "must be the name of an environment variable, not the token itself; set the variable, and name"
                                + " it here");
            }
        }
    }
}
