package app.feedtape.tts.synthesis.polly;

import app.feedtape.tts.marks.SpeechMark;
import app.feedtape.tts.marks.SpeechMark.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Speech marks as Polly sends them: a JSON object on a line each, places in bytes of what was sent.
 */
final class PollyMarks {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private PollyMarks() {}

    /**
     * Reads an answer.
     *
     * @throws IllegalArgumentException when it is cut off or something else
     */
    static List<SpeechMark> read(byte[] answer, Wording wording) {
        String lines = new String(answer, StandardCharsets.UTF_8);
        if (!lines.isEmpty() && !lines.endsWith("\n") && !lines.endsWith("}")) {
            throw new IllegalArgumentException("the last mark is cut off");
        }
        return lines.lines()
                .filter(line -> !line.isBlank())
                .map(line -> mark(line, wording))
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<SpeechMark> mark(String line, Wording wording) {
        try {
            JsonNode mark = JSON.readTree(line);
            int millis = number(mark, "time");
            int start = wording.pointAt(number(mark, "start"));
            int end = Math.max(start, wording.pointBehind(number(mark, "end")));
            return kind(mark.path("type").asString(""))
                    .map(kind -> new SpeechMark(kind, millis, start, end));
        } catch (JacksonException noMark) {
            throw new IllegalArgumentException("no mark", noMark);
        }
    }

    private static Optional<Kind> kind(String type) {
        return switch (type) {
            case "sentence" -> Optional.of(Kind.SENTENCE);
            case "word" -> Optional.of(Kind.WORD);
            default -> Optional.empty();
        };
    }

    private static int number(JsonNode mark, String name) {
        JsonNode number = mark.path(name);
        if (!number.isInt() || number.intValue() < 0) {
            throw new IllegalArgumentException("a mark without " + name);
        }
        return number.intValue();
    }
}
