package io.joyul.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchMemoryTest {
    @Test
    void buffersLieBesideEachOtherOutsideTheHeapAndDoNotOverlap() {
        BatchMemory memory = new BatchMemory();
        List<IntBuffer> buffers = new ArrayList<>();
        for (int count : new int[] {1, 0, 17, 100_000, 3, 30_000, 30_000, 5}) {
            IntBuffer buffer = memory.ints(count);
            assertThat(buffer.capacity()).isEqualTo(count);
            assertThat(buffer.isDirect()).isTrue();
            assertThat(buffer.order()).isEqualTo(ByteOrder.nativeOrder());
            int[] filling = new int[count];
            Arrays.fill(filling, buffers.size() + 1);
            buffer.put(0, filling);
            buffers.add(buffer);
        }

        for (int i = 0; i < buffers.size(); i++) {
            int[] expected = new int[buffers.get(i).capacity()];
            Arrays.fill(expected, i + 1);
            assertThat(Buffers.array(buffers.get(i))).isEqualTo(expected);
        }
    }
}
