package io.joyul.tokenize;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.joyul.text.TextNormaliser;
import io.joyul.text.TextNormaliser.Step;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that normalises by itself gives, in Hugging Face's library too, what normalising first gave. */
class RawTextTokenizerTest {
    private static final Set<Step> USUAL = EnumSet.of(Step.STRIP_CONTROL, Step.NFC, Step.COLLAPSE_WHITESPACE);
    private static final int TEXTS = 1500;

    /** What the steps look at, beside ordinary characters. */
    private static final String[] PARTS = {
        " ",
        "  ",
        "\t",
        "\r\n",
        "\u0085",
        "\u2028",
        "\u00A0",
        "\u3000",
        "\u200B",
        "\u200C",
        "\u200D",
        "\u3164",
        "\u115F",
        "\u0000",
        "\u00AD",
        "\uFEFF",
        "\u202E",
        "\u0378",
        "\uD83E\uDEE0",
        "\uE000",
        "\uDB40\uDC41",
        "\u1112\u1161\u11AB",
        "e\u0301",
        "ﬁ",
        "①",
        "Ａ",
        "！",
        "ﾊﾟ",
        "\uFFA1\uFFC2",
        "\uFFA0",
        "￦",
        "가",
        "영화",
        "ㅋㅋ",
        "a",
        "the",
        "7",
        "漢",
        "👨‍👩‍👧",
        "😀",
        "."
    };

    @ParameterizedTest
    @ValueSource(strings = {"nsmc-wordpiece", "families/gpt2", "families/xlmr", "families/words"})
    void idsAreThoseOfTextsThatWereNormalisedFirst(String name) throws IOException {
        agree(name, USUAL);
    }

    @Test
    void eachStepButOneCanBeSaid() throws IOException {
        Set<Step> steps = EnumSet.complementOf(EnumSet.of(Step.COMPOSE_JAMO));
        agree("families/gpt2", steps);
        agree("families/gpt2", EnumSet.of(Step.STRIP_CONTROL));
        agree("families/gpt2", EnumSet.of(Step.FULL_WIDTH, Step.COLLAPSE_WHITESPACE));
        assertThat(RawTextTokenizer.of(file("families/gpt2"), new TextNormaliser(EnumSet.allOf(Step.class)))
                        .missing())
                .containsExactly(Step.COMPOSE_JAMO);
    }

    @Test
    void fileThatNormalisesAlreadyStaysAsItIs() throws IOException {
        TextNormaliser normaliser = new TextNormaliser(USUAL);
        String once = RawTextTokenizer.of(file("nsmc-wordpiece"), normaliser).json();
        assertThat(RawTextTokenizer.of(once, normaliser).json()).isEqualTo(once);
        String plain = file("nsmc-wordpiece");
        assertThat(RawTextTokenizer.of(plain, new TextNormaliser(Set.of())).json())
                .isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nsmc-wordpiece", "families/gpt2", "families/xlmr"})
    void whatWasPutBeforeATokenizerCanBeTakenAway(String name) throws IOException {
        TextNormaliser normaliser = new TextNormaliser(USUAL);
        String raw = RawTextTokenizer.of(file(name), normaliser).json();
        ObjectMapper json = new ObjectMapper();
        assertThat(json.readTree(RawTextTokenizer.withoutNormaliser(raw, normaliser)))
                .isEqualTo(json.readTree(file(name)));
        TextNormaliser other = new TextNormaliser(Set.of(Step.NFKC));
        assertThat(RawTextTokenizer.withoutNormaliser(raw, other)).isEqualTo(raw);
    }

    private static void agree(String name, Set<Step> steps) throws IOException {
        TextNormaliser normaliser = new TextNormaliser(steps);
        Tokenizer before = Tokenizer.fromJson(file(name));
        RawTextTokenizer raw = RawTextTokenizer.of(file(name), normaliser);
        assertThat(raw.missing()).isEmpty();
        Tokenizer ours = Tokenizer.fromJson(raw.json());
        long seed = System.nanoTime();
        Random random = new Random(seed);
        try (HuggingFaceTokenizer theirs = HuggingFaceTokenizer.newInstance(
                new ByteArrayInputStream(raw.json().getBytes(StandardCharsets.UTF_8)),
                Map.of("padding", "false", "truncation", "false"))) {
            for (int i = 0; i < TEXTS; i++) {
                String text = text(random);
                int[] wanted = before.encode(normaliser.normalise(text)).ids();
                assertThat(ours.encode(text).ids())
                        .as("ours, seed %d, text %d: %s", seed, i, escaped(text))
                        .containsExactly(wanted);
                assertThat(theirs.encode(text).getIds())
                        .as("Hugging Face's, seed %d, text %d: %s", seed, i, escaped(text))
                        .containsExactly(Arrays.stream(wanted).asLongStream().toArray());
            }
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(14); parts > 0; parts--) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
        }
        return text.toString();
    }

    private static String escaped(String text) {
        StringBuilder result = new StringBuilder();
        text.codePoints().forEach(point -> result.append(String.format("%X ", point)));
        return result.toString();
    }

    private static String file(String name) throws IOException {
        try (InputStream packed = Objects.requireNonNull(
                        RawTextTokenizerTest.class.getResourceAsStream(name + ".tokenizer.json.gz"));
                GZIPInputStream file = new GZIPInputStream(packed)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
