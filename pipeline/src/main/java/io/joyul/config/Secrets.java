package io.joyul.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps secrets out of run files, which are copied beside every report and checkpoint. A value may be taken from the
 * environment instead ({@code ${env:NAME}}), or from a Hadoop credential provider.
 */
public final class Secrets {
    /** Finds something in the names of what is secret. */
    public static final String NAMES = "(?i)secret|passw|passphrase|token|(access|api|private|account)[._-]?key";

    private static final Pattern NAME = Pattern.compile(NAMES);
    /** Names that speak of a secret without being one. */
    private static final Pattern ABOUT = Pattern.compile(
            "(?i)(file|path|provider|providers|enabled|class|interval|renewal.*|kind|algorithm|bits|length|variable|id)$"
                    + "|^spark[.]kubernetes[.].*[.]secrets[.]|^spark[.]sql[.](?!catalog[.])");

    private static final Pattern HARMLESS = Pattern.compile("(?i)true|false|\\d{1,6}(ms|s|m|min|h|d)?");
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:(\\w+)}");
    /** {@code scheme://user:password@host}, which a path or a URL may hold. */
    private static final Pattern IN_ADDRESS = Pattern.compile("[A-Za-z][\\w+.-]*://[^/@\\s:]+:[^/@\\s]+@");

    private Secrets() {}

    /** Whether a property holds a secret in clear. */
    static boolean inClear(String name, String value) {
        boolean named = NAME.matcher(name).find() && !ABOUT.matcher(name).find();
        return holdsOne(value)
                || (named
                        && !value.isEmpty()
                        && !REFERENCE.matcher(value).matches()
                        && !HARMLESS.matcher(value).matches());
    }

    /** Whether an address has a password in it. */
    static boolean holdsOne(String address) {
        return IN_ADDRESS.matcher(address).find();
    }

    /** Whether a value names an environment variable. */
    public static boolean isReference(String value) {
        return REFERENCE.matcher(value).matches();
    }

    /**
     * The value that a property has in this process: its own, or that of the environment variable that it names.
     *
     * @return empty when that variable is not set
     */
    public static Optional<String> resolve(String value, Map<String, String> environment) {
        Matcher matcher = REFERENCE.matcher(value);
        return matcher.matches() ? Optional.ofNullable(environment.get(matcher.group(1))) : Optional.of(value);
    }
}
