package io.joyul.job;

import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import org.apache.spark.package$;
import picocli.CommandLine.IVersionProvider;

/** The build's version, which the run file's fingerprint and the reports carry too. */
final class Version implements IVersionProvider {
    static String joyul() {
        return built("version");
    }

    private static String built(String property) {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("version.properties")) {
            if (in == null) {
                throw new IllegalStateException("version.properties must be on the class path");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties.getProperty(property);
    }

    static String spark() {
        return package$.MODULE$.SPARK_VERSION();
    }

    /**
     * Refuses a Spark of another Scala before one of its classes is asked for what it has not: Spark's own word for that
     * is a NoSuchMethodError from somewhere in a task.
     *
     * @throws JoyulException with {@code USAGE}
     */
    static void requireSpark() {
        requireScala(scala.util.Properties.versionNumberString());
    }

    static void requireScala(String running) {
        String builtFor = built("scala");
        if (!running.startsWith(builtFor + ".")) {
            throw new JoyulException(
                    ErrorCode.USAGE,
                    "this jar was built for Spark %s with Scala %s, and this is Spark %s with Scala %s; %s"
                            .formatted(
                                    built("spark"),
                                    builtFor,
                                    spark(),
                                    running,
                                    "build it with JOYUL_PROFILE=spark4 for Spark 4, without for Spark 3.5"));
        }
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "joyul " + joyul() + " (Spark " + spark() + ", Java " + System.getProperty("java.version") + ")"
        };
    }
}
