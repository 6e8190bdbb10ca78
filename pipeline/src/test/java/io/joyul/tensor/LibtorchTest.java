package io.joyul.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;

final class LibtorchTest {
    /** A session of somebody else's, who does not know of JavaCPP's options. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) {
            Libtorch.prepare(1);
            System.out.println("limit: " + Pointer.maxPhysicalBytes());
            System.out.println("collector: "
                    + Thread.getAllStackTraces().keySet().stream()
                            .anyMatch(thread -> thread.getName().contains("JavaCPP Deallocator")));
        }
    }

    @Test
    void noCollectorFreesTensorsWhereNobodyHasSaidSo() throws Exception {
        assertThat(InstalledTorchTest.run(Child.class)).contains("limit: 0", "collector: false");
        assertThat(InstalledTorchTest.run(Child.class, "-Dorg.bytedeco.javacpp.nopointergc=false"))
                .contains("collector: true");
    }
}
