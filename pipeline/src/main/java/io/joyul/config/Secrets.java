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
    public static final String NAMES = "(?i)secret|passw|passphrase|pwd(?!\\w)|token(?!i[sz])|credential"
            + "|fs[.]azure[.]sas[.]|(access|api|private|account|encryption)[._-]?key";

    private static final Pattern NAME = Pattern.compile(NAMES);
    /** Names that speak of a secret without being one. */
    private static final Pattern ABOUT = Pattern.compile(
            "(?i)(file|path|uri|provider|providers|enabled|class|type|interval|renewal.*|kind|algorithm|bits|length"
                    + "|variable|id)$|^spark[.]kubernetes[.].*[.]secret(s|KeyRef)[.]|^spark[.]sql[.](?!catalog[.])");

    /** The last is the name of a key that Amazon keeps. */
    private static final Pattern HARMLESS =
            Pattern.compile("(?i)true|false|\\d{1,6}(ms|s|m|min|h|d)?|arn:aws[\\w-]*:kms:.*");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:(\\w+)}");
    /**
     * {@code scheme://user:password@host}, which a path or a URL may hold, and {@code https://token@host}. A password
     * may have slashes; what begins like a port and a path is none.
     */
    private static final Pattern IN_ADDRESS = Pattern.compile(
            "[A-Za-z][\\w+.-]*://[^/@\\s:\"]*:(?!\\d{1,5}[/?#,])[^@\\s\"]+@" + "|(?i)https?://[^/@\\s?#\",]+@");

    /** {@code https://host/path?token=…}, and signed addresses of stores, which open to whoever has them. */
    private static final Pattern IN_QUERY = Pattern.compile("(?i)[a-z][\\w+.-]*://[^\\s\"]*[?&;](?:[^=&;\\s\"]*(?:"
            + NAMES + ")[^=&;\\s\"]*|sig|(?:[\\w-]*-)?signature|auth)=" + "(?!\\$\\{env:)[^&;\\s\"]");

    /** A system property among Java's options. */
    private static final Pattern SYSTEM_PROPERTY = Pattern.compile("-D([^\\s=]+)=[\"']?([^\\s\"']*)");

    private Secrets() {}

    /** Whether a property holds a secret in clear. */
    static boolean inClear(String name, String value) {
        boolean named = NAME.matcher(name).find() && !ABOUT.matcher(name).find();
        return holdsOne(value)
                || SYSTEM_PROPERTY
                        .matcher(value)
                        .results()
                        .anyMatch(option -> inClear(option.group(1), option.group(2)))
                || (named
                        && !value.isEmpty()
                        && !REFERENCE.matcher(value).matches()
                        && !HARMLESS.matcher(value).matches());
    }

    /** Whether an address has a password or a token in it. */
    static boolean holdsOne(String address) {
        return IN_ADDRESS.matcher(address).find() || IN_QUERY.matcher(address).find();
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
