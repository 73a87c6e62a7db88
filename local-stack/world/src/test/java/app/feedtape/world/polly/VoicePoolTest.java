package app.feedtape.world.polly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The stand-in's children: only where the voice module has been built. */
@EnabledIf("voiceIsBuilt")
class VoicePoolTest {
    private static final Path VOICE = Path.of("../voice/target");
    private static LocalVoice voice;
    private static VoicePool pool;

    static boolean voiceIsBuilt() {
        return Files.isDirectory(VOICE.resolve("lib"));
    }

    @BeforeAll
    static void start(@TempDir Path data) {
        pool = VoicePool.start(VOICE, data, 2);
        voice = pool;
    }

    @AfterAll
    static void stop() {
        voice.close();
    }

    @Test
    void everyVoiceOnOfferReallySpeaks() throws IOException {
        for (PollyVoice one : PollyVoice.ALL) {
            Engine engine = one.engines().stream().sorted().findFirst().orElseThrow();
            assertThat(speak(request(one.id(), engine.wireName(), "Um, dois.")))
                    .as(one.id())
                    .isNotEmpty();
        }
    }

    @Test
    void aHearerWhoLeavesDoesNotTakeTheVoiceAlong() throws IOException {
        SpeechRequest lengthy = request("Joanna", "standard", "And so on and on. ".repeat(150));
        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> voice.speak(lengthy, new Leaving())).hasMessage("gone");
        }
        assertThat(speak(request("Joanna", "standard", "Still here."))).isNotEmpty();
    }

    @Test
    void aChildThatDiesIsReplaced() throws IOException {
        ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().commandLine().orElse("").contains("VoiceMain"))
                .forEach(ProcessHandle::destroyForcibly);
        int spoken = 0;
        for (int i = 0; i < 4; i++) {
            try {
                spoken += speak(request("Vicki", "neural", "Guten Tag.")).length > 0 ? 1 : 0;
            } catch (IOException died) {
                assertThat(i).isLessThan(2);
            }
        }
        assertThat(spoken).isGreaterThanOrEqualTo(2);
    }

    private static byte[] speak(SpeechRequest request) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        voice.speak(
                request,
                new LocalVoice.Hearer() {
                    @Override
                    public void audio(byte[] bytes) {
                        out.writeBytes(bytes);
                    }

                    @Override
                    public void mark(String type, int millis, int start, int length) {}
                });
        return out.toByteArray();
    }

    private static SpeechRequest request(String voice, String engine, String text) {
        var json = JsonMapper.builder().build().createObjectNode();
        json.put("Text", text)
                .put("VoiceId", voice)
                .put("Engine", engine)
                .put("OutputFormat", "mp3");
        return SpeechRequest.of(json);
    }

    private static final class Leaving implements LocalVoice.Hearer {
        @Override
        public void audio(byte[] bytes) throws IOException {
            throw new IOException("gone");
        }

        @Override
        public void mark(String type, int millis, int start, int length) {}
    }
}
