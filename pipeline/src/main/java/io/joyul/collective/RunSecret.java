package io.joyul.collective;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What the ranks of one attempt know and nobody else does. The driver makes it anew for each attempt and sends it inside
 * the task, so a rank of an earlier attempt is a stranger. It is never sent between ranks; each proves that it has it.
 */
public final class RunSecret implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Bytes of a proof. */
    static final int PROOF = 32;

    private static final int BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] key;

    private RunSecret(byte[] key) {
        this.key = key;
    }

    /** A new one, from the system's cryptographic generator. */
    public static RunSecret make() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        return new RunSecret(key);
    }

    /**
     * A proof over some bytes: HMAC-SHA256 (RFC 2104).
     *
     * @param purpose what the proof is for, so that one for this is none for that
     */
    byte[] prove(String purpose, byte[]... parts) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            mac.update(purpose.getBytes(StandardCharsets.UTF_8));
            for (byte[] part : parts) {
                // Lengths are proved too, so that no byte can move from one part to the next.
                mac.update(new byte[] {0, (byte) (part.length >>> 16), (byte) (part.length >>> 8), (byte) part.length});
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + ALGORITHM, e);
        }
    }

    /** Whether a proof is right; takes as long for a wrong one, wherever it differs. */
    boolean isProof(byte[] proof, String purpose, byte[]... parts) {
        return MessageDigest.isEqual(proof, prove(purpose, parts));
    }

    /** Says nothing. */
    @Override
    public String toString() {
        return "RunSecret";
    }
}
