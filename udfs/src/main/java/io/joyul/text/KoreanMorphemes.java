package io.joyul.text;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.KoreanTokenizer.DecompoundMode;
import org.apache.lucene.analysis.ko.POS;
import org.apache.lucene.analysis.ko.tokenattributes.PartOfSpeechAttribute;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.util.AttributeFactory;

/**
 * The morphemes of Korean text by Lucene's Nori, with the mecab-ko dictionary that it carries. Compounds are taken apart
 * (삼성전자 is 삼성 and 전자). Two morphemes that share a syllable, as 하 and 았 in 했, have the same place.
 *
 * <p>One thread at a time; making one is cheap, since all share the dictionary.
 */
public final class KoreanMorphemes {
    private final KoreanTokenizer tokenizer;
    private final CharTermAttribute terms;
    private final OffsetAttribute offsets;
    private final PartOfSpeechAttribute tags;

    /**
     * A morpheme and its place.
     *
     * @param form as the dictionary has it
     * @param start code point of the text at which it begins
     * @param end code point of the text before which it ends
     * @param tag part of speech in the Sejong set as Nori names it, such as {@code NNG}
     */
    public record Morpheme(String form, int start, int end, String tag) {}

    public KoreanMorphemes() {
        tokenizer = new KoreanTokenizer(
                AttributeFactory.DEFAULT_ATTRIBUTE_FACTORY, null, DecompoundMode.DISCARD, false, false);
        terms = tokenizer.addAttribute(CharTermAttribute.class);
        offsets = tokenizer.addAttribute(OffsetAttribute.class);
        tags = tokenizer.addAttribute(PartOfSpeechAttribute.class);
    }

    /** All morphemes in their order, punctuation included, white space left out. */
    public List<Morpheme> of(String text) {
        int[] points = pointsBefore(text);
        List<Morpheme> morphemes = new ArrayList<>();
        tokenizer.setReader(new StringReader(text));
        try {
            tokenizer.reset();
            while (tokenizer.incrementToken()) {
                POS.Tag tag = tags.getLeftPOS();
                if (tag != POS.Tag.SP) {
                    morphemes.add(new Morpheme(
                            terms.toString(),
                            points[offsets.startOffset()],
                            points[offsets.endOffset()],
                            String.valueOf(tag)));
                }
            }
            tokenizer.end();
            return morphemes;
        } catch (IOException e) {
            throw new UncheckedIOException("a string gave no text", e);
        } finally {
            closeReader();
        }
    }

    /**
     * Candidates for key phrases: the longest runs of nouns that stand together, spaces between them allowed, as they
     * stand in the text; each once, in the order of the text. Single syllables are left out.
     *
     * @param most words in the longest candidate; a longer run is cut there
     */
    public List<String> keyphrases(String text, int most) {
        Set<String> phrases = new LinkedHashSet<>();
        int first = -1;
        int last = -1;
        int words = 0;
        List<Morpheme> morphemes = of(text);
        int[] points = text.codePoints().toArray();
        for (Morpheme morpheme : morphemes) {
            boolean noun = isNoun(morpheme);
            if (noun && words > 0 && words < most && isSpace(points, last, morpheme.start())) {
                words++;
            } else {
                addPhrase(phrases, points, first, last);
                first = noun ? morpheme.start() : -1;
                words = noun ? 1 : 0;
            }
            last = morpheme.end();
        }
        addPhrase(phrases, points, first, last);
        return List.copyOf(phrases);
    }

    private static void addPhrase(Set<String> phrases, int[] points, int first, int last) {
        if (first >= 0 && last - first > 1) {
            phrases.add(new String(points, first, last - first));
        }
    }

    /** General and proper nouns, foreign words, and the syllables that nouns are made with. */
    private static boolean isNoun(Morpheme morpheme) {
        return switch (morpheme.tag()) {
            case "NNG", "NNP", "SL", "SH", "XPN", "XSN" -> true;
            default -> false;
        };
    }

    private static boolean isSpace(int[] points, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!Character.isWhitespace(points[i])) {
                return false;
            }
        }
        return true;
    }

    /** For each char, how many code points come before it. */
    private static int[] pointsBefore(String text) {
        int[] points = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            boolean second = i > 0 && Character.isSurrogatePair(text.charAt(i - 1), text.charAt(i));
            points[i + 1] = points[i] + (second ? 0 : 1);
        }
        return points;
    }

    private void closeReader() {
        try {
            tokenizer.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a string's reader could not be closed", e);
        }
    }
}
