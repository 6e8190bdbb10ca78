package io.joyul.example;

import static io.joyul.example.Makers.LETTERS;
import static io.joyul.example.Makers.make;
import static io.joyul.example.Makers.maker;
import static io.joyul.example.Makers.only;
import static io.joyul.example.Makers.tokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.joyul.error.JoyulException;
import io.joyul.preprocess.Content;
import io.joyul.preprocess.Content.Answer;
import io.joyul.preprocess.Content.Speaker;
import io.joyul.preprocess.Content.Turn;
import io.joyul.preprocess.DropRule;
import io.joyul.preprocess.Split;
import io.joyul.shard.Example;
import io.joyul.tokenize.Tokenizer;
import io.joyul.tokenize.train.TokenizerJson;
import io.joyul.tokenize.train.TokenizerJson.Case;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleMakersTest {
    @Test
    void pairsAreOneSequenceWithSegmentsAndTheLongerIsCutFirst() {
        ExampleMaker maker =
                maker(LETTERS, List.of("no", "yes"), List.of(), "input.task=pairs", "preprocess.max-length=10");
        Made made = make(maker, Split.DEV, 7, new Content.Pair("ab", "cdefghijk", "yes"));
        Example.Pair pair = only(made, Example.Pair.class);
        assertThat(tokens(LETTERS, pair.inputIds()))
                .containsExactly("[CLS]", "a", "##b", "[SEP]", "c", "##d", "##e", "##f", "##g", "[SEP]");
        assertThat(pair.tokenTypeIds()).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
        assertThat(pair)
                .returns(7L, Example.Pair::id)
                .returns(1, Example.Pair::label)
                .returns("shown", Example.Pair::text);
        assertThat(made.truncated()).isTrue();
    }

    @Test
    void tagsStandAtTheFirstTokenOfAWordOrAtAll() {
        Content content = new Content.Tagged(List.of("sing", "x", "ab"), List.of("B-A", "O", "B-A"));
        List<String> labels = List.of("B-A", "I-A", "O");
        assertThat(only(
                                make(maker(LETTERS, labels, List.of(), "input.task=tags"), Split.TRAIN, 1, content),
                                Example.Tagged.class)
                        .labels())
                .containsExactly(-100, 0, -100, 2, 0, -100, -100);
        ExampleMaker all =
                maker(LETTERS, labels, List.of(), "input.task=tags", "preprocess.examples.tagged-pieces=all");
        assertThat(only(make(all, Split.TRAIN, 1, content), Example.Tagged.class)
                        .labels())
                .containsExactly(-100, 0, 1, 2, 0, 1, -100);
    }

    @Test
    void aTokenOverSeveralCharactersBearsTheTagOfItsFirst() {
        ExampleMaker maker = maker(
                LETTERS,
                List.of("B", "I", "O"),
                List.of(),
                "input.task=tags",
                "preprocess.examples.tag-units=characters");
        Content content =
                new Content.Tagged(List.of("x", "i", "n", "g", " ", "a"), List.of("O", "B", "I", "I", "O", "I"));
        assertThat(only(make(maker, Split.TRAIN, 1, content), Example.Tagged.class)
                        .labels())
                .containsExactly(-100, 2, 0, 1, -100);
    }

    @Test
    void anAnswerIsFoundInEveryWindowThatHoldsItWhole() {
        ExampleMaker maker = maker(
                LETTERS,
                List.of(),
                List.of(),
                "input.task=spans",
                "preprocess.max-length=16",
                "preprocess.examples.overlap=4");
        String paragraph = "a b c d e f g h i j k l m n o p q r s t u v w x";
        int at = paragraph.indexOf("l m");
        Content content = new Content.Question("q-1", "who?", paragraph, List.of(new Answer("l m", at)));
        Made made = make(maker, Split.DEV, 5, content);
        List<Example.Span> windows =
                made.examples().stream().map(Example.Span.class::cast).toList();
        assertThat(windows).hasSizeGreaterThan(2);
        int found = 0;
        for (Example.Span window : windows) {
            assertThat(window.id()).isEqualTo(5);
            assertThat(window.key()).isEqualTo("q-1");
            assertThat(window.answers()).isEqualTo("[\"l m\"]");
            if (window.end() > 0) {
                found++;
                assertThat(window.textStarts()[window.start()]).isEqualTo(at);
                assertThat(window.textEnds()[window.end()]).isEqualTo(at + 3);
                assertThat(LETTERS.decode(Arrays.copyOfRange(window.inputIds(), window.start(), window.end() + 1)))
                        .isEqualTo("l m");
            } else {
                assertThat(window.start()).isZero();
                String text = String.join(" ", tokens(LETTERS, window.inputIds()));
                assertThat(text).doesNotContain("l m");
            }
        }
        assertThat(found).isPositive();
        assertThat(windows.get(1).textStarts()[4]).isEqualTo(-1);
    }

    @Test
    void aQuestionWithoutAnAnswerPointsAtTheClassificationToken() {
        ExampleMaker maker = maker(LETTERS, List.of(), List.of(), "input.task=spans", "preprocess.examples.overlap=4");
        Example.Span span = only(
                make(maker, Split.TRAIN, 1, new Content.Question(null, "who?", "a b c", List.of())),
                Example.Span.class);
        assertThat(span.start()).isZero();
        assertThat(span.end()).isZero();
        assertThat(span.text()).isNull();
    }

    @Test
    void anAnswerThatNoTokenStandsForIsDropped() {
        ExampleMaker maker = maker(LETTERS, List.of(), List.of(), "input.task=spans", "preprocess.examples.overlap=4");
        Content content = new Content.Question(null, "who?", "a \u200b b", List.of(new Answer("\u200b", 2)));
        assertThat(make(maker, Split.TRAIN, 1, content).dropped()).isEqualTo(DropRule.ANSWER_LOST);
    }

    @Test
    void windowsOfADocumentOverlapAndKnowWhoseTheyAre() {
        ExampleMaker maker = maker(
                LETTERS,
                List.of("x", "y"),
                List.of(),
                "input.task=documents",
                "preprocess.max-length=10",
                "preprocess.examples.overlap=3");
        Made made = make(maker, Split.DEV, 9, new Content.Document("a b c d e f g h i j k l m n o p q r s t", "y"));
        List<Example.Window> windows =
                made.examples().stream().map(Example.Window.class::cast).toList();
        assertThat(windows).hasSize(4).allSatisfy(window -> {
            assertThat(window.id()).isEqualTo(9);
            assertThat(window.label()).isEqualTo(1);
            assertThat(window.windows()).isEqualTo(4);
        });
        for (int i = 1; i < windows.size(); i++) {
            int[] before = windows.get(i - 1).inputIds();
            assertThat(windows.get(i).window()).isEqualTo(i);
            assertThat(Arrays.copyOfRange(windows.get(i).inputIds(), 1, 4))
                    .isEqualTo(Arrays.copyOfRange(before, before.length - 4, before.length - 1));
        }
        assertThat(windows.get(0).text()).isEqualTo("a b c d e f g h");
    }

    @Test
    void causalPiecesFollowOnOneAnotherAndEndWithTheEndToken() {
        ExampleMaker maker = maker(LETTERS, List.of(), List.of(), "input.task=causal", "preprocess.max-length=8");
        Made made = make(maker, Split.TRAIN, 3, new Content.Document("a b c d e f g h i j", null));
        int[] all = made.examples().stream()
                .flatMapToInt(example -> Arrays.stream(example.inputIds()))
                .toArray();
        assertThat(String.join(" ", tokens(LETTERS, all))).isEqualTo("a b c d e f g h i j [SEP]");
        assertThat(made.examples())
                .hasSize(2)
                .allSatisfy(example ->
                        assertThat(((Example.Causal) example).labels()).isEqualTo(example.inputIds()));
        assertThatThrownBy(() -> maker(
                        LETTERS, List.of(), List.of(), "input.task=causal", "preprocess.examples.end-token=<end>"))
                .isInstanceOf(JoyulException.class)
                .hasMessageContaining("<end>");
    }

    @Test
    void denoisedTextAndTargetsMakeTheText() {
        ExampleMaker sentinels = maker(LETTERS, List.of(), List.of(), "input.task=denoising");
        String text = "a b c d e f g h i j k l m n o p";
        Example.SequenceToSequence example = only(
                make(sentinels, Split.TRAIN, 3, new Content.Document(text, null)), Example.SequenceToSequence.class);
        List<String> input = tokens(LETTERS, example.inputIds());
        List<String> target = tokens(LETTERS, example.labels());
        assertThat(input).startsWith("[CLS]").endsWith("[SEP]").contains("<extra_id_0>");
        List<String> letters = new ArrayList<>(input);
        letters.addAll(target);
        letters.removeIf(token -> token.length() > 1);
        Collections.sort(letters);
        assertThat(String.join(" ", letters)).isEqualTo(text);

        ExampleMaker infilling =
                maker(LETTERS, List.of(), List.of(), "input.task=denoising", "preprocess.examples.denoising=infilling");
        Example.SequenceToSequence filled = only(
                make(infilling, Split.TRAIN, 3, new Content.Document(text, null)), Example.SequenceToSequence.class);
        assertThat(tokens(LETTERS, filled.inputIds())).contains("[MASK]");
        assertThat(String.join(" ", tokens(LETTERS, filled.labels()))).isEqualTo("[CLS] " + text + " [SEP]");
    }

    @Test
    void sentencesAreShuffledWholeAndTheTargetKeepsTheirOrder() {
        ExampleMaker maker = maker(
                LETTERS,
                List.of(),
                List.of(),
                "input.task=denoising",
                "preprocess.examples.denoising=shuffled-infilling",
                "preprocess.examples.noise-share=0.01");
        String text = "a b\nc d\ne f\ng h\ni j\nk l\nm n\no p";
        Example.SequenceToSequence example =
                only(make(maker, Split.TRAIN, 3, new Content.Document(text, null)), Example.SequenceToSequence.class);

        assertThat(String.join(" ", tokens(LETTERS, example.labels())))
                .isEqualTo("[CLS] " + text.replace('\n', ' ') + " [SEP]");
        String input = String.join(" ", tokens(LETTERS, example.inputIds()));
        assertThat(input).contains("[MASK]");
        List<String> whole = text.lines().filter(input::contains).toList();
        assertThat(whole).hasSizeBetween(6, 8);
        assertThat(whole.stream().map(input::indexOf).toList())
                .isNotEqualTo(whole.stream().map(input::indexOf).sorted().toList());
    }

    @Test
    void replacedTokensAreLabelled() {
        ExampleMaker maker = maker(
                LETTERS, List.of(), List.of(), "input.task=replaced-tokens", "preprocess.examples.noise-share=0.5");
        int[] before = LETTERS.encode("a b c d e f g h", 32);
        Example.Replaced replaced = only(
                make(maker, Split.TRAIN, 3, new Content.Document("a b c d e f g h", null)), Example.Replaced.class);
        assertThat(IntStream.range(1, 9)
                        .map(i -> replaced.inputIds()[i] == before[i] ? 0 : 1)
                        .toArray())
                .contains(1)
                .isEqualTo(Arrays.copyOfRange(replaced.labels(), 1, 9));
        assertThat(replaced.labels()[0]).isEqualTo(-100);
    }

    @Test
    void passagesAreFramedAndAWrongSecondOneIsAStrangers() {
        List<Stranger> strangers = List.of(new Stranger(1, "z z z z. z z z."), new Stranger(2, "a b."));
        ExampleMaker maker = maker(LETTERS, List.of(), strangers, "input.task=next-sentence");
        boolean right = false;
        boolean wrong = false;
        for (long id = 10; id < 40; id++) {
            Content content = new Content.Document("a b c. d e f. g h i. j k l.\nm n o p. q r s.", null);
            for (Example example : make(maker, Split.TRAIN, id, content).examples()) {
                Example.Segments segments = (Example.Segments) example;
                String first = tokens(LETTERS, restored(segments)).stream().collect(Collectors.joining(" "));
                assertThat(first).startsWith("[CLS]").endsWith("[SEP]");
                assertThat(IntStream.of(segments.labels()).anyMatch(label -> label != -100))
                        .isTrue();
                assertThat(IntStream.of(segments.tokenTypeIds()).distinct().toArray())
                        .containsExactly(0, 1);
                right |= segments.label() == 0;
                wrong |= segments.label() == 1 && first.contains("z z z");
                assertThat(first.contains("z z z") && segments.label() == 0).isFalse();
            }
        }
        assertThat(right && wrong).isTrue();
        Content single = new Content.Document("a b c", null);
        assertThat(make(maker, Split.TRAIN, 3, single).dropped()).isEqualTo(DropRule.NO_TARGET);
    }

    @ParameterizedTest
    @CsvSource({"next-sentence, whole-word", "next-sentence, span", "sentence-order, whole-word"})
    void wordsOfPassagesAreHiddenWholeWhereTheMaskingSaysSo(String task, String kind) {
        ExampleMaker maker = maker(
                LETTERS,
                List.of(),
                List.of(new Stranger(1, "zyx wv. utsr qpo.")),
                "input.task=" + task,
                "preprocess.masking.probability=0.4",
                "preprocess.masking.kind=" + kind);
        Content content = new Content.Document("abc de fghi. jk lmn. opq rst uv.\nwxy za bcd. ef gh.", null);
        int hidden = 0;
        int seen = 0;
        for (long id = 10; id < 60; id++) {
            for (Example example : make(maker, Split.TRAIN, id, content).examples()) {
                Example.Segments segments = (Example.Segments) example;
                List<String> tokens = tokens(LETTERS, restored(segments));
                for (int i = 1; i < tokens.size(); i++) {
                    boolean target = segments.labels()[i] != -100;
                    if (tokens.get(i).startsWith("##")) {
                        assertThat(target)
                                .as("%s of %s", tokens.get(i), tokens)
                                .isEqualTo(segments.labels()[i - 1] != -100);
                        hidden += target ? 1 : 0;
                        seen += target ? 0 : 1;
                    }
                }
            }
        }
        assertThat(hidden).isPositive();
        assertThat(seen).isPositive();
    }

    @Test
    void morphemesOfPassagesAreHiddenWholeAndApartFromOneAnother() {
        Tokenizer korean = Tokenizer.fromJson(TokenizerJson.wordPiece(
                List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "학", "##교", "##에서", "공", "##부", "."), Case.KEPT));
        ExampleMaker maker = maker(
                korean,
                List.of(),
                List.of(),
                "input.task=sentence-order",
                "preprocess.masking.probability=0.4",
                "preprocess.masking.kind=morpheme");
        boolean apart = false;
        for (long id = 10; id < 60; id++) {
            Content content = new Content.Document("학교에서 공부. 학교에서 공부.", null);
            for (Example example : make(maker, Split.TRAIN, id, content).examples()) {
                Example.Segments segments = (Example.Segments) example;
                List<String> tokens = tokens(korean, restored(segments));
                for (int i = 1; i < tokens.size(); i++) {
                    boolean together = (segments.labels()[i] != -100) == (segments.labels()[i - 1] != -100);
                    if (tokens.get(i).equals("##교") || tokens.get(i).equals("##부")) {
                        assertThat(together)
                                .as("%s of %s", tokens.get(i), tokens)
                                .isTrue();
                    } else if (tokens.get(i).equals("##에서")) {
                        apart |= !together;
                    }
                }
            }
        }
        assertThat(apart).isTrue();
    }

    private static int[] restored(Example.Segments segments) {
        return IntStream.range(0, segments.inputIds().length)
                .map(i -> segments.labels()[i] == -100 ? segments.inputIds()[i] : segments.labels()[i])
                .toArray();
    }

    @Test
    void onlyAnswersAreLearntInADialogue() {
        ExampleMaker maker = maker(
                LETTERS,
                List.of(),
                List.of(),
                "input.task=dialogue",
                "preprocess.examples.user-turn='u: {text}'",
                "preprocess.examples.assistant-turn='m: {text}!'");
        Content content = new Content.Dialogue(List.of(
                new Turn(Speaker.USER, "a b"),
                new Turn(Speaker.ASSISTANT, "c d"),
                new Turn(Speaker.USER, "e"),
                new Turn(Speaker.ASSISTANT, "f")));
        Example.Causal example = only(make(maker, Split.TRAIN, 1, content), Example.Causal.class);
        assertThat(String.join(" ", tokens(LETTERS, example.inputIds())))
                .isEqualTo("u : a ##b ##m : c d ! [SEP] u : e ##m : f ! [SEP]".replace("a ##b ##m", "a b ##m"));
        assertThat(learnt(example.labels())).isEqualTo("c d ! [SEP] f ! [SEP]");
        ExampleMaker narrow = maker(LETTERS, List.of(), List.of(), "input.task=dialogue", "preprocess.max-length=4");
        assertThat(make(narrow, Split.TRAIN, 1, content).dropped()).isEqualTo(DropRule.NO_TARGET);
    }

    private static String learnt(int[] labels) {
        return String.join(
                " ",
                tokens(
                        LETTERS,
                        IntStream.of(labels).filter(label -> label != -100).toArray()));
    }

    @Test
    void bothAnswersOfAPreferenceShareThePrompt() {
        ExampleMaker maker = maker(LETTERS, List.of(), List.of(), "input.task=preference");
        Example.Preference example =
                only(make(maker, Split.TRAIN, 1, new Content.Preference("a b", "c d", "e")), Example.Preference.class);
        assertThat(learnt(example.labels())).isEqualTo("c d [SEP]");
        assertThat(learnt(example.rejectedLabels())).isEqualTo("e [SEP]");
        assertThat(example.rejectedIds()).hasSameSizeAs(example.rejectedLabels());
    }

    @Test
    void candidatesAreRankedAndRivalsComeFromOtherRows() {
        List<Stranger> strangers = new ArrayList<>();
        for (int i = 0; i < 26; i++) {
            strangers.add(new Stranger(i, String.valueOf((char) ('a' + i))));
        }
        ExampleMaker maker =
                maker(LETTERS, List.of(), strangers, "input.task=ranking", "preprocess.examples.negatives=3");
        Example.Ranking drawn = only(
                make(maker, Split.TRAIN, 4, new Content.Ranking("x y", List.of("e"), List.of(1))),
                Example.Ranking.class);
        assertThat(drawn.relevances()).containsExactly(1, 0, 0, 0);
        assertThat(drawn.lengths()).containsExactly(6, 6, 6, 6);
        assertThat(drawn.inputIds()).hasSize(24);
        assertThat(IntStream.range(0, 4)
                        .map(i -> drawn.inputIds()[6 * i + 4])
                        .boxed()
                        .toList())
                .doesNotHaveDuplicates()
                .startsWith(Objects.requireNonNull(LETTERS.idOf("e")));

        Content given = new Content.Ranking("x", List.of("a", "b", "c"), List.of(0, 2, 1));
        assertThat(only(make(maker, Split.TRAIN, 4, given), Example.Ranking.class)
                        .relevances())
                .containsExactly(0, 2, 1);
    }
}
