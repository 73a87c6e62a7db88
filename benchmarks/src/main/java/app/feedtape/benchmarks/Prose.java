package app.feedtape.benchmarks;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** English that was never said before, so that nothing of it is stored; the same in every run. */
final class Prose {

    private static final String[] WORDS =
            """
            the of and a to in is you that it he was for on are as with his they at be this have from
            or one had by word but not what all were we when your can said there use an each which she
            do how their if will up other about out many then them these so some her would make like
            him into time has look two more write go see number no way could people my than first water
            been call who oil its now find long down day did get come made may part over new sound take
            only little work know place year live me back give most very after thing our just name good
            sentence man think say great where help through much before line right too mean old any same
            tell boy follow came want show also around form three small set put end does another well
            large must big even such because turn here why ask went men read need land different home us
            move try kind hand picture again change off play spell air away animal house point page
            """
                    .strip()
                    .split("\\s+");

    private final Random random = new Random(20_261_121);

    /** Sentences of 40 to 120 characters, so many characters in all. */
    synchronized String of(int characters) {
        StringBuilder text = new StringBuilder();
        while (text.length() < characters) {
            int end = text.length() + 40 + random.nextInt(80);
            StringBuilder sentence = new StringBuilder(word());
            sentence.setCharAt(0, Character.toUpperCase(sentence.charAt(0)));
            while (text.length() + sentence.length() < end) {
                sentence.append(' ').append(word());
            }
            text.append(sentence).append('.').append(' ');
        }
        return text.substring(0, characters - 1) + ".";
    }

    /** The same in paragraphs, each long enough to be spoken by itself. */
    String paragraphs(int count, int characters) {
        return Stream.generate(() -> of(characters))
                .limit(count)
                .collect(Collectors.joining("\n\n"));
    }

    private String word() {
        return WORDS[random.nextInt(WORDS.length)];
    }
}
