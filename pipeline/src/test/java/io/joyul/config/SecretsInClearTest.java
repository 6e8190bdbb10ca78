package io.joyul.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run file may say, and what it must not. */
class SecretsInClearTest {
    private static final Path ROOT = Path.of("..");

    /** A property and its value, in a run file, a command or prose. */
    private static final Pattern PROPERTY =
            Pattern.compile("(?:^|[\\s`'\"{(])(spark\\.[\\w.-]+|fs\\.[\\w.-]+)[=:]\\s*([^`]+)");

    @ParameterizedTest
    @CsvSource({
        "spark.hadoop.fs.s3a.secret.key,abc",
        "spark.hadoop.fs.s3a.encryption.key,abc",
        "spark.hadoop.fs.s3a.server-side-encryption.key,abc",
        "spark.hadoop.fs.azure.sas.box.me.blob.core.windows.net,sv=2020&sig=abc",
        "spark.hadoop.fs.adl.oauth2.credential,abc",
        "spark.executor.extraJavaOptions,-Djavax.net.ssl.trustStorePassword=abc",
        "spark.driver.extraJavaOptions,-Djavax.net.ssl.keyStorePassword=\"abc\"",
        "spark.driver.extraJavaOptions,-Done=1 \"-Djavax.net.ssl.keyStorePassword=a b\" -Dtwo=2",
        "spark.hadoop.fs.s3a.endpoint,https://abc@store",
        "spark.hadoop.store.pwd,abc",
        "pwd_prod,abc",
        "pwd2,abc",
        "tokens-of-me,abc",
        "spark.driver.extraJavaOptions,-Djavax.net.ssl.keyStorePassword=${env:P}",
        "spark.hadoop.javax.jdo.option.ConnectionURL,jdbc:sqlserver://host;user=me;password=${env:P}",
        "api-token,abc",
    })
    void propertiesThatHoldASecret(String name, String value) {
        assertThat(Secrets.inClear(name, value)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "spark.hadoop.fs.s3a.secret.key,${env:S3_SECRET}",
        "spark.hadoop.fs.s3a.encryption.key,arn:aws:kms:eu-west-1:111:key/1-2",
        "spark.hadoop.fs.s3a.encryption.algorithm,SSE-KMS",
        "spark.hadoop.fs.azure.sas.token.provider.type,org.apache.hadoop.X",
        "spark.hadoop.fs.azure.sas.expiry.period,90d",
        "spark.hadoop.hadoop.security.credential.provider.path,jceks://hdfs@nn:9000/user/me/keys.jceks",
        "spark.hadoop.fs.s3a.aws.credentials.provider,com.amazonaws.X",
        "spark.hadoop.dfs.encryption.key.provider.uri,kms://https@host:9600/kms",
        "spark.security.credentials.hive.enabled,false",
        "spark.kubernetes.driver.secretKeyRef.S3_SECRET,joyul-store:secret",
        "spark.executor.extraJavaOptions,-Djavax.net.ssl.trustStore=/etc/t",
        "spark.hadoop.javax.jdo.option.ConnectionURL,${env:URL}",
        "spark.io.encryption.keySizeBits,256",
        "tokenizer,mine/vocab.txt",
        "max-tokens,512",
        "tokens-per-step,1048576",
        "tokens,s3a://box/tokens",
        "mask-token,[MASK]",
        "mask-token,<mask>",
    })
    void propertiesThatSpeakOfOne(String name, String value) {
        assertThat(Secrets.inClear(name, value)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://me:abc@host/x",
                "https://:abc@host/x",
                "https://abc@host/x",
                "http://abc@host",
                "s3a://key:ab/c+d=@bucket/out",
                "s3a://key:/abc@bucket/out",
                "jdbc:postgresql://me:abc@host/db",
                "https://host/?token=abc",
                "https://host/x?of=me&access_key=abc",
                "https://me.blob.core.windows.net/box?sv=2020&sig=abc",
                "https://bucket.s3.amazonaws.com/x?X-Amz-Expires=9&X-Amz-Signature=abc",
                "jdbc:sqlserver://host;user=me;password=abc",
                "https://host/?token=${env:TOKEN}",
                "https://host/rows.json?auth=abc",
            })
    void addressesThatHoldASecret(String address) {
        assertThat(Secrets.holdsOne(address)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hdfs://nn:8020/user/me@REALM/out",
                "hdfs://nn/user/me@REALM:x/out@2",
                "abfss://box@me.dfs.core.windows.net/out",
                "jceks://hdfs@nn:9000/keys.jceks",
                "https://host:443/a@b",
                "https://host?of=me@there",
                "https://host/token=abc?signal=1",
                "jdbc:hive2://host:10000/default;auth=noSasl",
                "jdbc:mysql://host/d?passwordCharacterEncoding=utf8",
                "hdfs://nn/corpus/part-0?/max_tokens=512/*.parquet",
                "spark://a:7077,b:7077",
                "[\"https://host\",\"me@there\"]",
                "{\"a\":\"https://host:443\",\"b\":\"x@y\"}",
                "me@there",
                "C:\\a@b",
            })
    void addressesThatHoldNone(String address) {
        assertThat(Secrets.holdsOne(address)).isFalse();
    }

    @Test
    void whatIsShippedAndDocumentedIsAllowed() throws IOException {
        int seen = 0;
        for (Path file : documents()) {
            for (String line : Files.readAllLines(file)) {
                assertThat(Secrets.holdsOne(line)).as(file + ": " + line).isFalse();
                // A properties file has a space between them.
                String property = line.replaceFirst("^(spark\\.\\S+) ", "$1=");
                for (Matcher found = PROPERTY.matcher(property); found.find(); seen++) {
                    assertThat(Secrets.inClear(found.group(1), found.group(2).strip()))
                            .as(file + ": " + line)
                            .isFalse();
                }
            }
        }
        assertThat(seen).isGreaterThan(60);
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> conf = Files.walk(ROOT.resolve("conf"));
                Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(Stream.concat(conf, docs), Stream.of(ROOT.resolve("README.md")))
                    .filter(file -> file.toString().matches(".*\\.(conf|yaml|md)"))
                    .toList();
        }
    }
}
