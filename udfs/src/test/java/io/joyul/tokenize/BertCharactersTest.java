package io.joyul.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BertCharactersTest {
    /**
     * For each code point c but the surrogates, {@code c;clean;chinese;strip;lower;words} and a line end: "a" + c + "b"
     * through tokenizers 0.22.2's BertNormalizer with one option on at a time, the code points between a and b in
     * hexadecimal; and the number of words that BertPreTokenizer makes of it.
     */
    private static final String HUGGING_FACE = "9a8cb9a2131a951354b79bd1a46533dd7abaeb0c59828d6df6f7454feaf6ca07";

    private final NormalizedText source = new NormalizedText(Detail.IDS);
    private final NormalizedText target = new NormalizedText(Detail.IDS);

    @Test
    void everyCodePointIsTreatedAsHuggingFaceDoes() throws NoSuchAlgorithmException {
        Normalizer clean = new BertNormalizer(true, false, false, false).normalizer();
        Normalizer chinese = new BertNormalizer(false, true, false, false).normalizer();
        Normalizer strip = new BertNormalizer(false, false, true, false).normalizer();
        Normalizer lower = new BertNormalizer(false, false, false, true).normalizer();
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                continue;
            }
            source.load("a" + Character.toString(codePoint) + "b");
            String line = Integer.toHexString(codePoint) + ";" + between(clean) + ";" + between(chinese) + ";"
                    + between(strip) + ";" + between(lower) + ";" + words() + "\n";
            digest.update(line.getBytes(StandardCharsets.US_ASCII));
        }
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(HUGGING_FACE);
    }

    private String between(Normalizer normalizer) {
        normalizer.normalize(source, 0, source.length, target);
        return new String(target.chars, 1, target.length - 2)
                .codePoints()
                .mapToObj(Integer::toHexString)
                .collect(Collectors.joining(" "));
    }

    private int words() {
        int[] words = new int[1];
        new BertPreTokenizer().split(source, 0, source.length, target, (text, start, end) -> words[0]++);
        return words[0];
    }
}
