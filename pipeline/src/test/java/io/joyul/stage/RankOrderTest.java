package io.joyul.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RankOrderTest {
    @Test
    void ranksOfAnExecutorFollowEachOther() {
        RankOrder order = RankOrder.of(List.of("b:1", "a:1", "b:1", "a:2", "a:1", "b:1"));
        assertThat(order.byRank(List.of("b0", "a1", "b2", "c3", "a4", "b5")))
                .containsExactly("b0", "b2", "b5", "a1", "a4", "c3");
        assertThat(List.of(0, 1, 2, 3, 4, 5)).extracting(order::rankOf).containsExactly(0, 3, 1, 5, 4, 2);
    }

    @Test
    void oneRankForEachExecutorStaysAsItIs() {
        assertThat(RankOrder.of(List.of("b:1", "a:1", "a:2")).tasks()).containsExactly(0, 1, 2);
        assertThat(RankOrder.of(List.of("a:1", "a:1")).tasks()).containsExactly(0, 1);
    }
}
