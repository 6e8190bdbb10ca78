package io.joyul.collective;

/** The same battery over TLS. */
final class SealedRingCollectiveTest extends RingCollectiveTest {
    @Override
    Wire wire() {
        return Wire.TLS;
    }
}
