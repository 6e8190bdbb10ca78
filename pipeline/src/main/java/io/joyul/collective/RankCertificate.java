package io.joyul.collective;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A key pair (NIST P-256) and the certificate that its rank announces, made for one attempt and never stored. It is
 * signed by itself: trust comes from the announcement, which carries a proof of the run's secret.
 */
final class RankCertificate {
    private static final byte[] ECDSA_WITH_SHA256 = {0x06, 8, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 4, 3, 2};
    private static final byte[] COMMON_NAME = {0x06, 3, 0x55, 4, 3};
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTF8_STRING = 0x0C;
    private static final int GENERALIZED_TIME = 0x18;
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final int VERSION = 0xA0;

    private final PrivateKey key;
    private final X509Certificate certificate;

    private RankCertificate(PrivateKey key, X509Certificate certificate) {
        this.key = key;
        this.certificate = certificate;
    }

    static RankCertificate make(int rank) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair pair = generator.generateKeyPair();
            byte[] algorithm = tagged(SEQUENCE, ECDSA_WITH_SHA256);
            byte[] body = body(rank, pair, algorithm);
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(pair.getPrivate());
            signature.update(body);
            byte[] signed = tagged(SEQUENCE, body, algorithm, tagged(BIT_STRING, new byte[1], signature.sign()));
            return new RankCertificate(pair.getPrivate(), (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(signed)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java cannot make certificates", e);
        }
    }

    /** TBSCertificate of RFC 5280, version 3 without extensions. */
    private static byte[] body(int rank, KeyPair pair, byte[] algorithm) {
        byte[] name = tagged(
                SEQUENCE,
                tagged(
                        SET,
                        tagged(
                                SEQUENCE,
                                COMMON_NAME,
                                tagged(UTF8_STRING, ("joyul rank " + rank).getBytes(StandardCharsets.UTF_8)))));
        // Nobody looks at the dates: the certificate is known, or it is not.
        byte[] from = tagged(GENERALIZED_TIME, "20000101000000Z".getBytes(StandardCharsets.US_ASCII));
        byte[] to = tagged(GENERALIZED_TIME, "99991231235959Z".getBytes(StandardCharsets.US_ASCII));
        return tagged(
                SEQUENCE,
                tagged(VERSION, tagged(INTEGER, new byte[] {2})),
                tagged(INTEGER, new BigInteger(63, new SecureRandom()).toByteArray()),
                algorithm,
                name,
                tagged(SEQUENCE, from, to),
                name,
                pair.getPublic().getEncoded());
    }

    /** A value of the Distinguished Encoding Rules (X.690): tag, length, content. */
    private static byte[] tagged(int tag, byte[]... contents) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : contents) {
            content.writeBytes(part);
        }
        int length = content.size();
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        value.write(tag);
        if (length < 0x80) {
            value.write(length);
        } else if (length < 0x100) {
            value.write(0x81);
            value.write(length);
        } else {
            value.write(0x82);
            value.write(length >>> 8);
            value.write(length);
        }
        value.writeBytes(content.toByteArray());
        return value.toByteArray();
    }

    byte[] encoded() {
        try {
            return certificate.getEncoded();
        } catch (CertificateException e) {
            throw new IllegalStateException(e);
        }
    }

    /** TLS 1.3 as this rank, towards the one that announced this certificate and nobody else. */
    SSLContext context(byte[] announced) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLSv1.3");
        context.init(
                new KeyManager[] {keyManager()}, new TrustManager[] {new Announced(announced)}, new SecureRandom());
        return context;
    }

    /** Presents this certificate and no other. */
    KeyManager keyManager() {
        return new OneKey(key, certificate);
    }

    /** Presents the one certificate that there is. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "rank";

        private final PrivateKey key;
        private final X509Certificate certificate;

        OneKey(PrivateKey key, X509Certificate certificate) {
            this.key = key;
            this.certificate = certificate;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    /** Trusts one certificate, to the last byte. */
    private static final class Announced extends X509ExtendedTrustManager {
        private final byte[] announced;

        Announced(byte[] announced) {
            this.announced = announced;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            if (chain.length != 1 || !Arrays.equals(chain[0].getEncoded(), announced)) {
                throw new CertificateException("a certificate that the rank did not announce");
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
