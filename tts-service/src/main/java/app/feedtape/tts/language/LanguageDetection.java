package app.feedtape.tts.language;

import app.feedtape.tts.language.LanguageModels.Opinion;
import app.feedtape.tts.language.SmallWords.Count;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.springframework.stereotype.Component;

/**
 * Tells the six languages apart, notices those that are none of them, and says nothing rather than
 * guess. The models' two opinions and the small words have to fit together; the thresholds are
 * tuned on one half of the committed corpus and tested on the other.
 */
@Component
public class LanguageDetection {

    /** Longer texts are looked at in places: a decision does not get better, only slower. */
    private static final int WHOLE = 1_200;

    private static final int PLACES = 6;
    private static final int PLACE = 250;

    private static final int FEWEST_LETTERS = 12;

    /** With fewer letters of a script that no voice reads nothing is refused. */
    private static final int FEWEST_FOREIGN_LETTERS = 4;

    /** From here on a text is refused when it is clearly in another language. */
    private static final int ARTICLE_LETTERS = 120;

    /** How far the likeliest language must lead when the small words say nothing. */
    private static final double LEAD_ALONE = 0.12;

    /** The same when the second model agrees, and the small words do not contradict. */
    private static final double LEAD_HALF_AGREED = 0.06;

    /** The same when the second model and the small words agree. */
    private static final double LEAD_AGREED = 0.01;

    private static final double LEAD_OF_ARTICLE = 0.01;

    /** Every tenth word of a text in a language is a small one of it, at the very least. */
    private static final double SMALL_WORDS = 0.1;

    /** Where one of the six has this share of small words, another must lead it clearly. */
    private static final double MANY_SMALL_WORDS = 0.25;

    private static final double CLEAR_LEAD = 0.03;

    /** A share of a relative's own words that no text in one of the six reaches. */
    private static final double WORDS_OF_RELATIVE = 0.04;

    private final CompletableFuture<LanguageModels> models;
    private final SmallWords smallWords = new SmallWords();

    LanguageDetection() {
        // Seconds of work that the start of the service need not wait for.
        this.models =
                CompletableFuture.supplyAsync(
                        LanguageModels::new,
                        task -> Thread.ofPlatform().daemon().name("language-models").start(task));
    }

    /** What most of a text is in. */
    public Verdict detect(String dressed) {
        String text = DressedLetters.undressed(dressed);
        if (text.length() <= WHOLE) {
            return judge(text);
        }
        Map<Verdict, Integer> votes = new HashMap<>();
        List<String> places = places(text);
        for (int left = places.size() - 1; left >= 0; left--) {
            Verdict verdict = judge(places.get(left));
            int most = votes.merge(verdict, 1, Integer::sum);
            if (most > 1 && !isUndecided(verdict) && most > left + mostOfOthers(votes, verdict)) {
                // Whatever the places left would say, none has more.
                return verdict;
            }
        }
        votes.remove(new Verdict.Undecided());
        int most = votes.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        List<Verdict> best =
                votes.entrySet().stream()
                        .filter(vote -> vote.getValue() == most)
                        .map(Map.Entry::getKey)
                        .toList();
        return best.size() == 1 && most > 1 ? best.getFirst() : new Verdict.Undecided();
    }

    private static int mostOfOthers(Map<Verdict, Integer> votes, Verdict verdict) {
        return votes.entrySet().stream()
                .filter(vote -> !vote.getKey().equals(verdict) && !isUndecided(vote.getKey()))
                .mapToInt(Map.Entry::getValue)
                .max()
                .orElse(0);
    }

    private static boolean isUndecided(Verdict verdict) {
        return verdict instanceof Verdict.Undecided;
    }

    /** Whether a text is mostly in letters that no voice here reads. */
    public boolean isInForeignLetters(String dressed) {
        String text = DressedLetters.undressed(dressed);
        long letters = letters(text);
        return letters - latin(text) > letters / 2 && letters >= FEWEST_FOREIGN_LETTERS;
    }

    private static List<String> places(String text) {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < PLACES; i++) {
            int start = (int) ((long) (text.length() - PLACE) * i / (PLACES - 1));
            places.add(text.substring(start, start + PLACE));
        }
        return places;
    }

    private Verdict judge(String text) {
        if (isInForeignLetters(text)) {
            return new Verdict.Unspoken();
        }
        long letters = latin(text);
        if (letters < FEWEST_LETTERS) {
            return new Verdict.Undecided();
        }
        Optional<Opinion> six = models.join().amongSix(text);
        Optional<Opinion> many = models.join().amongMany(text);
        if (six.isEmpty() || many.isEmpty()) {
            return new Verdict.Undecided();
        }
        Count words = smallWords.count(text);
        Language likeliest = six.get().language().orElseThrow();
        boolean article = letters >= ARTICLE_LETTERS;
        if (isForeign(likeliest, many.get(), words)) {
            return article ? new Verdict.Unspoken() : new Verdict.Undecided();
        }
        return isSure(likeliest, six.get(), many.get(), words, article)
                ? new Verdict.Spoken(likeliest)
                : new Verdict.Undecided();
    }

    private boolean isForeign(Language likeliest, Opinion many, Count words) {
        boolean otherModel =
                many.language().isEmpty()
                        && (many.leadOverSix() >= CLEAR_LEAD
                                || words.share(likeliest) < MANY_SMALL_WORDS);
        return otherModel || smallWords.shareOfRelative(words, likeliest) >= WORDS_OF_RELATIVE;
    }

    private static boolean isSure(
            Language likeliest, Opinion six, Opinion many, Count words, boolean article) {
        if (!words.allow(likeliest)) {
            return false;
        }
        boolean byMany = many.language().filter(likeliest::equals).isPresent();
        boolean byWords = words.winner().filter(likeliest::equals).isPresent();
        if (article) {
            return byMany
                    && byWords
                    && six.lead() >= LEAD_OF_ARTICLE
                    && words.share(likeliest) >= SMALL_WORDS;
        }
        boolean supported = byMany && words.share(likeliest) > 0;
        return six.lead()
                >= (byMany && byWords ? LEAD_AGREED : supported ? LEAD_HALF_AGREED : LEAD_ALONE);
    }

    private static long letters(String text) {
        return text.codePoints().filter(Character::isLetter).count();
    }

    private static long latin(String text) {
        return text.codePoints()
                .filter(Character::isLetter)
                .filter(LanguageDetection::isLatin)
                .count();
    }

    private static boolean isLatin(int letter) {
        return letter < 0x80 || Character.UnicodeScript.of(letter) == Character.UnicodeScript.LATIN;
    }
}
