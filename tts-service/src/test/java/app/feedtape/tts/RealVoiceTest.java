package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.audio.Mp3;
import app.feedtape.tts.audio.Sound;
import app.feedtape.world.polly.LocalVoice;
import app.feedtape.world.polly.PollyServlet;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/**
 * The local voice as listeners of the local stack hear it; only where its module has been built.
 */
@EnabledIf("voiceIsBuilt")
class RealVoiceTest extends SpeechServiceTest {
    private static final Path VOICE = Path.of("../local-stack/voice/target");
    private static Tomcat tomcat;

    static boolean voiceIsBuilt() {
        return Files.isDirectory(VOICE.resolve("lib"));
    }

    @DynamicPropertySource
    static void voice(DynamicPropertyRegistry registry) throws Exception {
        if (tomcat == null) {
            tomcat = start();
        }
        registry.add(
                "POLLY_ENDPOINT",
                () -> "http://127.0.0.1:%d/polly".formatted(tomcat.getConnector().getLocalPort()));
    }

    private static Tomcat start() throws Exception {
        Path folder = Files.createTempDirectory("voice");
        Tomcat server = new Tomcat();
        server.setBaseDir(folder.toString());
        Connector connector = new Connector();
        connector.setPort(0);
        server.setConnector(connector);
        Context context = server.addContext("", folder.toString());
        LocalVoice voice = LocalVoice.of(Map.of(), VOICE, folder.resolve("data"));
        Tomcat.addServlet(context, "polly", new PollyServlet(voice, Clock.systemUTC()));
        context.addServletMappingDecoded("/polly/*", "polly");
        server.start();
        return server;
    }

    @ParameterizedTest
    @EnumSource
    void everyFormatIsTheSameSpeechWithItsWords(AudioFormat format) {
        pro();
        String text =
                IntStream.range(0, 12)
                        .mapToObj(
                                i -> "Sentence number %d says that it isn't over yet.".formatted(i))
                        .collect(Collectors.joining(" "));
        HttpResponse<byte[]> response =
                synthesize(body(text).put("format", format.code()).put("speed", 1.25));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(get(header(response, "Content-Location")).body()).isEqualTo(response.body());
        JsonNode marks = read(get(header(response, "Content-Location") + "/marks"));
        long duration = marks.path("duration_ms").asLong();
        List<Long> sentences = new ArrayList<>();
        List<String> words = new ArrayList<>();
        for (JsonNode item : marks.path("items")) {
            assertThat(item.path("end_ms").asLong()).isLessThanOrEqualTo(duration);
            if (item.path("type").asString().equals("word")) {
                words.add(item.path("value").asString());
            } else {
                sentences.add(item.path("start_ms").asLong());
            }
        }
        assertThat(words).contains("Sentence", "number", "11").hasSizeGreaterThan(100);
        assertThat(sentences).hasSizeBetween(12, 14).isSorted();
        assertThat(sentences.getLast()).isBetween(duration * 3 / 4, duration);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en|Joanna|standard|1.0|The council decided yesterday to plant four hundred new trees.",
                "es|Lucia|neural|1.0|El ayuntamiento decidió ayer plantar cuatrocientos árboles nuevos.",
                "fr|Remi|neural|2.0|Le conseil a décidé hier de planter quatre cents nouveaux arbres.",
                "de|Hans|standard|0.5|Der Rat beschloss gestern, vierhundert neue Bäume zu pflanzen.",
                "it|Bianca|neural|1.5|Il consiglio ha deciso ieri di piantare quattrocento nuovi alberi.",
                "pt|Ines|standard|1.0|O conselho decidiu ontem plantar quatrocentas novas árvores."
            })
    void speaksEachLanguageInSeveralSegments(
            String language, String voice, String quality, double speed, String sentence)
            throws IOException {
        pro();
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 12; i++) {
            text.append(i).append(". ").append(sentence).append(' ');
        }
        HttpResponse<byte[]> response =
                synthesize(
                        body(text.toString())
                                .put("language", language)
                                .put("voice", voice)
                                .put("quality", quality)
                                .put("speed", speed));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "X-Voice-Used")).isEqualTo(voice);
        Sound sound = (Sound) Mp3.read(response.body());
        assertThat(sound.sampleRate()).isEqualTo(quality.equals("neural") ? 24_000 : 22_050);
        long characters = Long.parseLong(header(response, "X-Character-Count"));
        assertThat(sound.millis() * speed / characters).isBetween(40.0, 120.0);
        assertThat(get(header(response, "Content-Location")).body()).isEqualTo(response.body());
    }
}
