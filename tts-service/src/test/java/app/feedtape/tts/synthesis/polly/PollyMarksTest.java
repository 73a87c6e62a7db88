package app.feedtape.tts.synthesis.polly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.marks.SpeechMark;
import app.feedtape.tts.marks.SpeechMark.Kind;
import app.feedtape.tts.synthesis.SpeechEngine.Utterance;
import app.feedtape.tts.voices.VoiceEngine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The provider counts bytes of what was sent; we count code points of what was cleaned. */
class PollyMarksTest {

    @Test
    void plainTextIsCountedInBytesOfUtf8() {
        Wording wording = wording("Où est 😀 l'été?", 100);
        assertThat(wording.sent()).isEqualTo("Où est 😀 l'été?");
        assertThat(
                        read(
                                wording,
                                word(0, 0, 3),
                                word(100, 4, 7),
                                word(200, 8, 12),
                                word(300, 13, 20)))
                .containsExactly(
                        new SpeechMark(Kind.WORD, 0, 0, 2),
                        new SpeechMark(Kind.WORD, 100, 3, 6),
                        new SpeechMark(Kind.WORD, 200, 7, 8),
                        new SpeechMark(Kind.WORD, 300, 9, 14));
    }

    @Test
    void tagsAndEscapesAreCountedAndLeftOut() {
        Wording wording = wording("A & é<b", 150);
        assertThat(wording.sent())
                .isEqualTo("<speak><prosody rate=\"150%\">A &amp; é&lt;b</prosody></speak>");
        assertThat(
                        read(
                                wording,
                                "{\"time\":0,\"type\":\"sentence\",\"start\":28,\"end\":43,\"value\":\"A &amp; é&lt;b\"}",
                                word(0, 28, 29),
                                word(10, 30, 35),
                                word(20, 36, 38),
                                word(30, 42, 43)))
                .containsExactly(
                        new SpeechMark(Kind.SENTENCE, 0, 0, 7),
                        new SpeechMark(Kind.WORD, 0, 0, 1),
                        new SpeechMark(Kind.WORD, 10, 2, 3),
                        new SpeechMark(Kind.WORD, 20, 4, 5),
                        new SpeechMark(Kind.WORD, 30, 6, 7));
    }

    @Test
    void placesOutsideTheTextOrWithinACodePointAreTheNearest() {
        Wording wording = wording("é é", 50);
        assertThat(read(wording, word(0, 0, 500), word(1, 28, 29)))
                .containsExactly(
                        new SpeechMark(Kind.WORD, 0, 0, 3), new SpeechMark(Kind.WORD, 1, 0, 1));
    }

    @Test
    void otherMarksAreLeftOut() {
        assertThat(
                        read(
                                wording("Hi", 100),
                                "{\"time\":0,\"type\":\"viseme\",\"start\":0,\"end\":1,\"value\":\"p\"}",
                                word(5, 0, 2)))
                .hasSize(1);
        assertThat(PollyMarks.read(new byte[0], wording("Hi", 100))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"time\":0,\"type\":\"word\",\"start\":0,\"end\":2,\"value\":\"Hi\"",
                "{\"time\":0,\"type\":\"word\",\"start\":0}",
                "{\"time\":-1,\"type\":\"word\",\"start\":0,\"end\":2}",
                "<html></html>\n",
                "{}{}"
            })
    void whatIsNoMarkIsRefused(String answer) {
        assertThatThrownBy(() ->
                        PollyMarks.read(
                                answer.getBytes(StandardCharsets.UTF_8), wording("Hi", 100)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static List<SpeechMark> read(Wording wording, String... lines) {
        return PollyMarks.read(
                (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8), wording);
    }

    private static String word(int millis, int start, int end) {
        return "{\"time\":%d,\"type\":\"word\",\"start\":%d,\"end\":%d,\"value\":\"x\"}"
                .formatted(millis, start, end);
    }

    private static Wording wording(String text, int speedPercent) {
        return Wording.of(
                new Utterance(
                        text,
                        "Joanna",
                        VoiceEngine.STANDARD,
                        speedPercent,
                        AudioFormat.MP3,
                        22_050));
    }
}
