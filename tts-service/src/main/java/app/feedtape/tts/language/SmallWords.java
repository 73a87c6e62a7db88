package app.feedtape.tts.language;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Evidence by the small words of a language, independent of the models: a second opinion about the
 * six, and the only one about close relatives that the models do not know, such as Galician.
 */
final class SmallWords {

    private static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{M}'’-]+");

    /** Elided articles are words of their own: l'eau is l and eau. */
    private static final Pattern PARTS = Pattern.compile("['’-]+");

    private final Map<Language, Set<String>> six = new EnumMap<>(Language.class);
    private final List<Neighbour> neighbours = new ArrayList<>();

    private record Neighbour(Set<Language> takenFor, Set<String> words) {}

    /** How many of a text's words are small words of each language. */
    record Count(int words, Map<Language, Integer> hits, List<String> all) {

        /** The language with most of them, if no other has as many. */
        Optional<Language> winner() {
            int most = hits.values().stream().mapToInt(Integer::intValue).max().orElse(0);
            List<Language> best =
                    hits.entrySet().stream()
                            .filter(entry -> entry.getValue() == most)
                            .map(Map.Entry::getKey)
                            .toList();
            return most > 0 && best.size() == 1 ? Optional.of(best.getFirst()) : Optional.empty();
        }

        /** Whether no other language has more of them. */
        boolean allow(Language language) {
            int own = hits.getOrDefault(language, 0);
            return hits.values().stream().allMatch(other -> other <= own);
        }

        double share(Language language) {
            return words == 0 ? 0 : (double) hits.getOrDefault(language, 0) / words;
        }
    }

    SmallWords() {
        for (String line : lines("/language/function-words.txt")) {
            String[] words = line.split(" ");
            six.put(
                    Language.withCode(words[0]).orElseThrow(),
                    Arrays.stream(words).skip(1).collect(Collectors.toUnmodifiableSet()));
        }
        for (String line : lines("/language/neighbours.txt")) {
            String[] words = line.split(" ");
            Set<Language> takenFor =
                    Arrays.stream(words[1].split(","))
                            .map(code -> Language.withCode(code).orElseThrow())
                            .collect(Collectors.toUnmodifiableSet());
            neighbours.add(
                    new Neighbour(
                            takenFor,
                            Arrays.stream(words)
                                    .skip(2)
                                    .filter(word ->
                                            takenFor.stream()
                                                    .noneMatch(one ->
                                                            six.getOrDefault(one, Set.of())
                                                                    .contains(word)))
                                    .collect(Collectors.toUnmodifiableSet())));
        }
    }

    Count count(String text) {
        List<String> whole = new ArrayList<>();
        Map<Language, Integer> hits = new EnumMap<>(Language.class);
        int count = 0;
        for (String word : NO_WORD.split(text.toLowerCase(Locale.ROOT))) {
            if (word.isEmpty()) {
                continue;
            }
            whole.add(word);
            for (String part : PARTS.split(word)) {
                count += part.isEmpty() ? 0 : 1;
                six.forEach((language, words) -> {
                    if (words.contains(part)) {
                        hits.merge(language, 1, Integer::sum);
                    }
                });
            }
        }
        return new Count(count, hits, whole);
    }

    /** The largest share of words that a relative of a language has and the language has not. */
    double shareOfRelative(Count count, Language language) {
        return neighbours.stream()
                        .filter(neighbour -> neighbour.takenFor().contains(language))
                        .mapToDouble(neighbour ->
                                count.all().stream().filter(neighbour.words()::contains).count())
                        .max()
                        .orElse(0)
                / Math.max(1, count.words());
    }

    private static List<String> lines(String resource) {
        try (InputStream in = SmallWords.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
