package app.feedtape.voice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.gagravarr.ogg.OggFile;
import org.gagravarr.opus.OpusFile;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The voice as the Polly stand-in uses it: a process, frames in and out. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VoiceMainTest {
    private Process process;
    private DataOutputStream asked;
    private DataInputStream answered;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                VoiceMain.class.getName(),
                                folder.toString())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        asked = new DataOutputStream(process.getOutputStream());
        answered = new DataInputStream(process.getInputStream());
        assertThat(answered.readByte()).isEqualTo((byte) 'R');
        assertThat(answered.readInt()).isZero();
    }

    @AfterAll
    void endsWhenItsInputEnds() throws Exception {
        asked.close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "en-us+f3, 24000, Hello world. This is a test of the voice.",
        "es+f2, 22050, Hola mundo. Esta es una prueba de la voz.",
        "fr+m2, 24000, Bonjour le monde. Ceci est un essai.",
        "de+f4, 22050, Hallo Welt. Das ist ein Versuch.",
        "it+m1, 16000, Ciao mondo. Questa è una prova della voce.",
        "pt+f1, 8000, Olá mundo. Isto é um teste da voz.",
        "pt-br+m3, 24000, Olá mundo. Isto é um teste da voz.",
        "es-419+f5, 24000, Hola mundo. Esta es una prueba de la voz."
    })
    void speaksMonoMp3AtAConstantBitRateWithoutTags(String voice, int sampleRate, String text)
            throws IOException {
        ask(voice, 100, sampleRate, "mp3", text);
        Answer answer = answer();
        assertThat(answer.refusal()).isNull();

        byte[] mp3 = answer.audio();
        Set<Integer> bitRates = new HashSet<>();
        int frames = 0;
        int at = 0;
        while (at < mp3.length) {
            assertThat(mp3[at] & 0xff).isEqualTo(0xff);
            assertThat(mp3[at + 3] & 0xc0).as("mono").isEqualTo(0xc0);
            int index = (mp3[at + 2] & 0xf0) >> 4;
            bitRates.add(index);
            at += 72 * 1000 * (index * 8) / sampleRate + ((mp3[at + 2] >> 1) & 1);
            frames++;
        }
        assertThat(at).isEqualTo(mp3.length);
        assertThat(bitRates).hasSize(1);
        assertThat(frames * 576.0 / sampleRate).isBetween(1.0, 8.0);
        assertThat(new String(mp3, UTF_8)).doesNotContain("Xing", "Info", "TAG", "ID3");
    }

    @Test
    void speaksOpusWithAnEndThatSaysHowMuchOfItIsPadding() throws IOException {
        ask("en-us", 100, 48000, "pcm", "Hello world. This is a test.");
        long samples = answer().audio().length / 2;
        ask("en-us", 100, 48000, "ogg_opus", "Hello world. This is a test.");
        byte[] opus = answer().audio();
        OpusFile file = new OpusFile(new OggFile(new ByteArrayInputStream(opus)));
        assertThat(file.getInfo().getNumChannels()).isEqualTo(1);
        long position = 0;
        long packets = 0;
        for (var one = file.getNextAudioPacket(); one != null; one = file.getNextAudioPacket()) {
            position = one.getGranulePosition();
            packets++;
        }
        // The voice itself says the same twice with a few samples more or less.
        assertThat(position).isCloseTo(samples + file.getInfo().getPreSkip(), within(480L));
        assertThat(packets * 960).isBetween(position, position + 2 * 960);
    }

    @Test
    void aVoiceThatIsNotThereIsRefusedAndTheOneBeforeDoesNotSpeakInItsPlace() throws IOException {
        ask("es", 100, 22050, "pcm", "Hola.");
        assertThat(answer().audio()).isNotEmpty();
        ask("fr-fr", 100, 22050, "pcm", "Bonjour.");
        Answer refused = answer();
        assertThat(refused.refusal()).contains("fr-fr");
        assertThat(refused.audio()).isEmpty();
        ask("fr", 100, 22050, "pcm", "Bonjour.");
        assertThat(answer().audio()).isNotEmpty();
    }

    @Test
    void halfTheRateTakesAboutTwiceTheTime() throws IOException {
        String text = "This sentence is said twice, once quickly and once slowly, to compare.";
        ask("en-us", 200, 22050, "pcm", text);
        int fast = answer().audio().length;
        ask("en-us", 50, 22050, "pcm", text);
        assertThat(answer().audio().length).isGreaterThan(fast * 3);
    }

    @Test
    void marksSayWhereWordsAndSentencesBegin() throws IOException {
        ask("en-us", 100, 22050, "marks", "Hello world. Second 😀 sentence.");
        Answer answer = answer();
        assertThat(answer.audio()).isEmpty();
        assertThat(answer.marks()).anyMatch(m -> m.startsWith("word 0ms 0+5"));
        assertThat(answer.marks()).anyMatch(m -> m.startsWith("sentence") && m.contains(" 13+"));
        assertThat(answer.marks()).anyMatch(m -> m.startsWith("word") && m.endsWith(" 22+8"));
    }

    @Test
    void aCancelledUtteranceEndsEarlyAndTheNextIsSpokenWhole() throws IOException {
        ask("en-us", 100, 22050, "pcm", "A long text goes on and on and on. ".repeat(500));
        asked.writeByte('C');
        asked.flush();
        int cancelled = answer().audio().length;
        assertThat(cancelled).isLessThan(22050 * 2 * 600);
        ask("en-us", 100, 22050, "pcm", "Done.");
        assertThat(answer().audio().length).isBetween(10_000, 200_000);
    }

    private void ask(String voice, int rate, int sampleRate, String format, String text)
            throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        asked.writeByte('S');
        asked.writeUTF(voice);
        asked.writeInt(rate);
        asked.writeInt(sampleRate);
        asked.writeUTF(format);
        asked.writeInt(bytes.length);
        asked.write(bytes);
        asked.flush();
    }

    private record Answer(byte[] audio, List<String> marks, String refusal) {}

    private Answer answer() throws IOException {
        ByteArrayOutputStream audio = new ByteArrayOutputStream();
        List<String> marks = new ArrayList<>();
        while (true) {
            byte kind = answered.readByte();
            int length = answered.readInt();
            switch (kind) {
                case 'A' -> audio.write(answered.readNBytes(length));
                case 'M' ->
                        marks.add(
                                answered.readUTF()
                                        + " "
                                        + answered.readInt()
                                        + "ms "
                                        + answered.readInt()
                                        + "+"
                                        + answered.readInt());
                case 'E' -> {
                    return new Answer(audio.toByteArray(), marks, null);
                }
                case 'X' -> {
                    return new Answer(
                            audio.toByteArray(),
                            marks,
                            new String(answered.readNBytes(length), UTF_8));
                }
                default -> throw new IOException("frame " + kind);
            }
        }
    }
}
