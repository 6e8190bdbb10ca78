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
    public static final String NAMES = "(?i)secret|passw|passphrase|pwd(?![a-z])|token(?!i[sz])|credential"
            + "|fs[.]azure[.]sas[.]|(access|api|private|account|encryption)[._-]?key";

    private static final Pattern NAME = Pattern.compile(NAMES);
    /** Names that speak of a secret without being one. */
    private static final Pattern ABOUT = Pattern.compile(
            "(?i)(file|encoding|path|uri|provider|providers|enabled|class|type|interval|renewal.*|kind|algorithm|bits"
                    + "|length|variable|id)$|^tokens$|(^|[._-])(max|num|total)[._-]tokens$|tokens[._-]per[._-]"
                    + "|^spark[.]kubernetes[.].*[.]secret(s|KeyRef)[.]|^spark[.]sql[.](?!catalog[.])");

    /** Also the name of a key that Amazon keeps, and a token of a vocabulary. */
    private static final Pattern HARMLESS =
            Pattern.compile("(?i)true|false|\\d{1,6}(ms|s|m|min|h|d)?|arn:aws[\\w-]*:kms:.*|\\[\\w+]|</?\\w+>");

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{env:(\\w+)}");
    /**
     * {@code scheme://user:password@host}, which a path or a URL may hold, and {@code https://token@host}. A password
     * may have slashes; what begins like a port and a path is none.
     */
    private static final Pattern IN_ADDRESS = Pattern.compile(
            "[A-Za-z][\\w+.-]*://[^/@\\s:\"]*:(?!\\d{1,5}[/?#,])[^@\\s\"]+@" + "|(?i)https?://[^/@\\s?#\",]+@");

    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z][\\w+.-]*://[^\\s\"]*");
    /** {@code https://host/path?token=…}, {@code jdbc:sqlserver://host;password=…}; not what follows a path's glob. */
    private static final Pattern IN_QUERY = Pattern.compile("([?&;])([^=?&;/\\s\"]+)=([^&;\\s\"]+)");
    /** Of signed addresses of stores, which open to whoever has them. */
    private static final Pattern SIGNATURE = Pattern.compile("(?i)sig|([\\w-]*-)?signature");

    /** A system property among Java's options. */
    private static final Pattern SYSTEM_PROPERTY = Pattern.compile("-D([^\\s=]+)=[\"']?([^\\s\"']*)");

    private Secrets() {}

    /** Whether a property holds a secret in clear. */
    static boolean inClear(String name, String value) {
        // A variable is put in for a whole value, not for a part of one: within, its name would be taken as it stands.
        return !isReference(value)
                && (isNamedSo(name, value)
                        || holdsOne(value)
                        || SYSTEM_PROPERTY
                                .matcher(value)
                                .results()
                                .anyMatch(option -> isNamedSo(option.group(1), option.group(2))));
    }

    /** Whether a name says that its value is secret, and the value may be. */
    static boolean isNamedSo(String name, String value) {
        return NAME.matcher(name).find()
                && !ABOUT.matcher(name).find()
                && !value.isEmpty()
                && !HARMLESS.matcher(value).matches();
    }

    /** Whether an address has a password or a token in it. */
    static boolean holdsOne(String address) {
        return IN_ADDRESS.matcher(address).find()
                || ADDRESS.matcher(address)
                        .results()
                        .flatMap(found -> IN_QUERY.matcher(found.group()).results())
                        .anyMatch(parameter -> opens(parameter.group(1), parameter.group(2), parameter.group(3)));
    }

    /** After a semicolon Hive's addresses tell by {@code auth} the kind alone. */
    private static boolean opens(String separator, String name, String value) {
        return isNamedSo(name, value)
                || SIGNATURE.matcher(name).matches()
                || (name.equalsIgnoreCase("auth") && !separator.equals(";"));
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
