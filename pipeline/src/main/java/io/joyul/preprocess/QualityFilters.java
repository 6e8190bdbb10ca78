package io.joyul.preprocess;

import io.joyul.config.C4Config;
import io.joyul.config.CleaningConfig;
import io.joyul.config.GopherConfig;
import io.joyul.config.LanguageConfig;
import io.joyul.config.LengthConfig;
import io.joyul.error.ErrorCode;
import io.joyul.error.JoyulException;
import io.joyul.storage.Storage;
import io.joyul.text.C4Rules;
import io.joyul.text.GopherRule;
import io.joyul.text.LineRule;
import io.joyul.text.QualityFilter;
import io.joyul.text.QualityFilter.Length;
import io.joyul.text.QualityRule;
import io.joyul.text.Script;
import io.joyul.text.WordList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The rules that a run file turns on. Cheap ones come first, since the first that a text fails is the last that looks. */
final class QualityFilters {
    private QualityFilters() {}

    /**
     * The filter of a run file.
     *
     * @throws JoyulException {@code INPUT_NOT_FOUND} or {@code INPUT_UNREADABLE} for the file of bad words
     */
    static QualityFilter of(CleaningConfig config, Storage storage) {
        List<QualityRule> rules = new ArrayList<>();
        addLengths(rules, config.length());
        addLanguage(rules, config.language());
        List<LineRule> lineRules = lineRules(config.c4());
        addC4(rules, config.c4(), storage);
        for (GopherRule rule : GopherRule.values()) {
            threshold(config.gopher(), rule).ifPresent(threshold -> rules.add(rule.at(threshold.doubleValue())));
        }
        config.gopher().minStopWords().ifPresent(atLeast -> rules.add(GopherRule.stopWords(atLeast)));
        return new QualityFilter(lineRules, rules);
    }

    /** Of these rules those which a text may fail once sentences have been taken out of it. */
    static QualityFilter ofShortened(CleaningConfig config) {
        List<QualityRule> rules = new ArrayList<>();
        config.length().minCharacters().ifPresent(bound -> rules.add(Length.MIN_CHARACTERS.at(bound)));
        config.length().minWords().ifPresent(bound -> rules.add(Length.MIN_WORDS.at(bound)));
        config.c4().minSentences().ifPresent(atLeast -> rules.add(C4Rules.minSentences(atLeast)));
        config.gopher().minWords().ifPresent(atLeast -> rules.add(GopherRule.MIN_WORDS.at(atLeast)));
        return new QualityFilter(List.of(), rules);
    }

    private static void addLengths(List<QualityRule> rules, LengthConfig length) {
        length.minCharacters().ifPresent(bound -> rules.add(Length.MIN_CHARACTERS.at(bound)));
        length.maxCharacters().ifPresent(bound -> rules.add(Length.MAX_CHARACTERS.at(bound)));
        length.minWords().ifPresent(bound -> rules.add(Length.MIN_WORDS.at(bound)));
        length.maxWords().ifPresent(bound -> rules.add(Length.MAX_WORDS.at(bound)));
    }

    private static void addLanguage(List<QualityRule> rules, LanguageConfig language) {
        if (!language.scripts().isEmpty()) {
            List<Script> scripts = language.scripts().stream()
                    .map(script -> Script.valueOf(script.name()))
                    .toList();
            rules.add(QualityFilter.language(scripts, language.minShare()));
        }
    }

    private static List<LineRule> lineRules(C4Config c4) {
        List<LineRule> rules = new ArrayList<>();
        if (c4.citations()) {
            rules.add(C4Rules.withoutCitations());
        }
        if (c4.terminalPunctuation()) {
            rules.add(C4Rules.terminalPunctuation());
        }
        c4.minLineWords().ifPresent(atLeast -> rules.add(C4Rules.minLineWords(atLeast)));
        if (c4.javascript()) {
            rules.add(C4Rules.withoutJavascript());
        }
        if (c4.policy()) {
            rules.add(C4Rules.withoutPolicy());
        }
        return rules;
    }

    private static void addC4(List<QualityRule> rules, C4Config c4, Storage storage) {
        if (c4.loremIpsum()) {
            rules.add(C4Rules.withoutLoremIpsum());
        }
        if (c4.curlyBracket()) {
            rules.add(C4Rules.withoutCurlyBracket());
        }
        c4.minSentences().ifPresent(atLeast -> rules.add(C4Rules.minSentences(atLeast)));
        c4.badWords().ifPresent(path -> rules.add(C4Rules.withoutBadWords(badWords(path, storage))));
    }

    private static WordList badWords(String path, Storage storage) {
        if (!storage.exists(path)) {
            throw new JoyulException(
                    ErrorCode.INPUT_NOT_FOUND,
                    path + ": preprocess.cleaning.c4.bad-words names no file; give one with a word or phrase a line");
        }
        byte[] bytes = storage.read(path);
        Line all = Line.decode(bytes, bytes.length);
        if (!all.sound()) {
            throw new JoyulException(
                    ErrorCode.INPUT_UNREADABLE,
                    path + ": preprocess.cleaning.c4.bad-words is not UTF-8 text; convert it");
        }
        return WordList.of(all.text().lines().toList());
    }

    private static Optional<? extends Number> threshold(GopherConfig gopher, GopherRule rule) {
        return switch (rule) {
            case MIN_WORDS -> gopher.minWords();
            case MAX_WORDS -> gopher.maxWords();
            case MIN_MEAN_WORD_LENGTH -> gopher.minMeanWordLength();
            case MAX_MEAN_WORD_LENGTH -> gopher.maxMeanWordLength();
            case MAX_SYMBOLS_PER_WORD -> gopher.maxSymbolsPerWord();
            case MAX_BULLET_LINES -> gopher.maxBulletLines();
            case MAX_ELLIPSIS_LINES -> gopher.maxEllipsisLines();
            case MIN_ALPHABETIC_WORDS -> gopher.minAlphabeticWords();
            case MAX_DUPLICATE_LINES -> gopher.maxDuplicateLines();
            case MAX_DUPLICATE_PARAGRAPHS -> gopher.maxDuplicateParagraphs();
            case MAX_DUPLICATE_LINE_CHARACTERS -> gopher.maxDuplicateLineCharacters();
            case MAX_DUPLICATE_PARAGRAPH_CHARACTERS -> gopher.maxDuplicateParagraphCharacters();
            case MAX_TOP_TWO_GRAM -> gopher.maxTopTwoGram();
            case MAX_TOP_THREE_GRAM -> gopher.maxTopThreeGram();
            case MAX_TOP_FOUR_GRAM -> gopher.maxTopFourGram();
            case MAX_DUPLICATE_FIVE_GRAMS -> gopher.maxDuplicateFiveGrams();
            case MAX_DUPLICATE_SIX_GRAMS -> gopher.maxDuplicateSixGrams();
            case MAX_DUPLICATE_SEVEN_GRAMS -> gopher.maxDuplicateSevenGrams();
            case MAX_DUPLICATE_EIGHT_GRAMS -> gopher.maxDuplicateEightGrams();
            case MAX_DUPLICATE_NINE_GRAMS -> gopher.maxDuplicateNineGrams();
            case MAX_DUPLICATE_TEN_GRAMS -> gopher.maxDuplicateTenGrams();
        };
    }
}
