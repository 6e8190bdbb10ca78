package io.joyul.preprocess;

import static org.assertj.core.api.Assertions.assertThat;

import io.joyul.mask.Grouped;
import io.joyul.mask.Unit;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.train.TokenizerJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GroupedEncoderTest {
    private static final String TEXT = "학교에서 공부했다.";

    private final Tokenizer tokenizer = Tokenizer.fromJson(TokenizerJson.wordPiece(
            List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "학", "##교", "##에서", "공부", "##했", "##다", "."),
            TokenizerJson.Case.KEPT));

    @Test
    void groupsAreWhatTheMaskingHidesWhole() {
        assertThat(groups(Unit.TOKEN, 32)).containsExactly(-1, 0, 1, 2, 3, 4, 5, 6, -1);
        assertThat(groups(Unit.WORD, 32)).containsExactly(-1, 0, 0, 0, 1, 1, 1, 1, -1);
        assertThat(groups(Unit.MORPHEME, 32)).containsExactly(-1, 0, 0, 1, 2, 3, 4, 5, -1);
    }

    @Test
    void idsAreTheSameForAllAndCutAlike() {
        List<int[]> ids = new ArrayList<>();
        for (Unit unit : Unit.values()) {
            Grouped grouped = new GroupedEncoder(tokenizer, unit, 6).encode(TEXT);
            assertThat(grouped.groups()).hasSameSizeAs(grouped.ids());
            ids.add(grouped.ids());
        }
        assertThat(ids.get(0)).hasSize(6).isEqualTo(ids.get(1)).isEqualTo(ids.get(2));
    }

    @Test
    void wholeOfATextHasNoSpecialTokensAndTheSameGroups() {
        for (Unit unit : Unit.values()) {
            Grouped framed = new GroupedEncoder(tokenizer, unit, 32).encode(TEXT);
            Grouped bare = new GroupedEncoder(tokenizer, unit, 4).bare(TEXT);
            assertThat(bare.ids()).isEqualTo(Arrays.copyOfRange(framed.ids(), 1, framed.length() - 1));
            assertThat(bare.groups()).isEqualTo(Arrays.copyOfRange(framed.groups(), 1, framed.length() - 1));
        }
    }

    private int[] groups(Unit unit, int maxLength) {
        return new GroupedEncoder(tokenizer, unit, maxLength).encode(TEXT).groups();
    }
}
