package io.joyul.collective;

/** The same battery over TLS. */
final class SealedRingCollectiveTest extends RingCollectiveTest {
    @Override
    Wire wire() {
        return Wire.TLS;
    }

    @Override
    String protection() {
        return "TLSv1.3, TLS_AES_128_GCM_SHA256";
    }
}
