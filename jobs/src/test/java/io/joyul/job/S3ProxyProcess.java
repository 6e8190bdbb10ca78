package io.joyul.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.security.alias.CredentialProvider;
import org.apache.hadoop.security.alias.CredentialProviderFactory;

/** A real S3 server over a folder, with a class path of its own, and a bucket in it. */
final class S3ProxyProcess implements AutoCloseable {
    static final String BUCKET = "joyul";
    static final String KEY_ID = "the-key";
    static final String SECRET = "pl4nted-s3-s3cret-" + ProcessHandle.current().pid();
    private static final String CLASS_PATH = "s3proxy.classpath";

    private final Path folder;
    private final int port;
    private final Process process;

    private S3ProxyProcess(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
    }

    /** Skips the calling test where s3a or the server is not there. */
    static S3ProxyProcess start(Path folder) throws Exception {
        boolean built = Files.exists(Path.of("target", CLASS_PATH));
        try {
            Class.forName("org.apache.hadoop.fs.s3a.S3AFileSystem");
        } catch (ClassNotFoundException e) {
            built = false;
        }
        assumeTrue(built, "built without the profile s3: JOYUL_PROFILE=s3 ./joyul test --all");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Path store = Files.createDirectories(folder.resolve("store"));
        Files.createDirectories(store.resolve(BUCKET));
        Path properties =
                Files.writeString(folder.resolve("s3proxy.properties"), """
                s3proxy.endpoint=http://127.0.0.1:%d
                s3proxy.authorization=aws-v2-or-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=filesystem-nio2
                jclouds.filesystem.basedir=%s
                """.formatted(port, KEY_ID, SECRET, store));
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        Files.readString(Path.of("target", CLASS_PATH)),
                        "org.gaul.s3proxy.Main",
                        "--properties",
                        properties.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("s3proxy.log").toFile())
                .start();
        S3ProxyProcess server = new S3ProxyProcess(folder, port, process);
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        while (!answers(port)) {
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as(Files.readString(folder.resolve("s3proxy.log")))
                    .isTrue();
            Thread.sleep(100);
        }
        return server;
    }

    private static boolean answers(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** What Hadoop needs to know; the keys are in a credential provider. */
    Map<String, String> properties() throws Exception {
        Map<String, String> properties = new TreeMap<>(Map.of(
                "fs.s3a.endpoint",
                "http://127.0.0.1:" + port,
                "fs.s3a.path.style.access",
                "true",
                "fs.s3a.connection.ssl.enabled",
                "false",
                "hadoop.security.credential.provider.path",
                "localjceks://file" + folder.resolve("keys.jceks").toAbsolutePath()));
        if (!Files.exists(folder.resolve("keys.jceks"))) {
            Configuration configuration = new Configuration();
            properties.forEach(configuration::set);
            CredentialProvider provider =
                    CredentialProviderFactory.getProviders(configuration).get(0);
            provider.createCredentialEntry("fs.s3a.access.key", KEY_ID.toCharArray());
            provider.createCredentialEntry("fs.s3a.secret.key", SECRET.toCharArray());
            provider.flush();
        }
        return properties;
    }

    @Override
    public void close() throws Exception {
        // Hadoop would give the next test the file system of this one, whose server is gone.
        FileSystem.closeAll();
        process.destroyForcibly();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }
}
