package app.feedtape.world.polly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.polly.PollyAsyncClient;
import software.amazon.awssdk.services.polly.model.EngineNotSupportedException;
import software.amazon.awssdk.services.polly.model.InvalidSampleRateException;
import software.amazon.awssdk.services.polly.model.InvalidSsmlException;
import software.amazon.awssdk.services.polly.model.LanguageNotSupportedException;
import software.amazon.awssdk.services.polly.model.OutputFormat;
import software.amazon.awssdk.services.polly.model.PollyException;
import software.amazon.awssdk.services.polly.model.ServiceFailureException;
import software.amazon.awssdk.services.polly.model.SpeechMarkType;
import software.amazon.awssdk.services.polly.model.SynthesizeSpeechRequest;
import software.amazon.awssdk.services.polly.model.SynthesizeSpeechResponse;
import software.amazon.awssdk.services.polly.model.TextLengthExceededException;
import software.amazon.awssdk.services.polly.model.TextType;

/** The stand-in against the real client, over both protocols it speaks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PollyServletTest {
    private PollyServer server;
    private PollyAsyncClient polly;

    @BeforeAll
    void warm() {
        server = new PollyServer(LocalVoice.tone());
        polly = client(Protocol.HTTP2);
    }

    @BeforeEach
    void calm() throws Exception {
        drive("DELETE", "/_faults", "");
    }

    @AfterAll
    void close() {
        polly.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP2", "HTTP1_1"})
    void speaksToTheRealClient(Protocol protocol) {
        try (PollyAsyncClient client = client(protocol)) {
            var answer =
                    client.synthesizeSpeech(
                                    text("Hello world."), AsyncResponseTransformer.toBytes())
                            .join();
            SynthesizeSpeechResponse response = answer.response();
            assertThat(response.contentType()).isEqualTo("audio/mpeg");
            assertThat(response.requestCharacters()).isEqualTo(12);
            assertThat(response.responseMetadata().requestId()).isNotBlank();
            assertThat(mp3Millis(answer.asByteArray(), 22_050)).isBetween(700, 760);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {8000, 16000, 22050, 24000})
    void theToneIsOneValidFrameAfterAnother(int sampleRate) {
        byte[] mp3 =
                polly.synthesizeSpeech(
                                speech(r -> r.text("x".repeat(100)).sampleRate("" + sampleRate)),
                                AsyncResponseTransformer.toBytes())
                        .join()
                        .asByteArray();
        assertThat(mp3Millis(mp3, sampleRate)).isBetween(6_000, 6_100);
    }

    @Test
    void speaksOpusAtItsOneRateAndPcmAtTheTwoOfPolly() {
        var opus =
                polly.synthesizeSpeech(
                                speech(r ->
                                        r.text("x".repeat(100))
                                                .outputFormat(OutputFormat.OGG_OPUS)),
                                AsyncResponseTransformer.toBytes())
                        .join();
        assertThat(opus.response().contentType()).isEqualTo("audio/ogg");
        assertThat(new String(opus.asByteArray(), 0, 36, StandardCharsets.ISO_8859_1))
                .startsWith("OggS")
                .endsWith("OpusHead");
        var pcm =
                polly.synthesizeSpeech(
                                speech(r -> r.text("x".repeat(100)).outputFormat(OutputFormat.PCM)),
                                AsyncResponseTransformer.toBytes())
                        .join();
        assertThat(pcm.response().contentType()).isEqualTo("audio/pcm");
        assertThat(pcm.asByteArray()).hasSize(6 * 16_000 * 2);
        for (String rate : List.of("16000", "24000")) {
            refuses(
                    speech(r -> r.text("x").outputFormat(OutputFormat.OGG_OPUS).sampleRate(rate)),
                    InvalidSampleRateException.class);
        }
        refuses(
                speech(r -> r.text("x").outputFormat(OutputFormat.PCM).sampleRate("22050")),
                InvalidSampleRateException.class);
    }

    @Test
    void offersTheSixDefaultsAndBothGendersPerLanguage() {
        var voices = polly.describeVoices(r -> {}).join().voices();
        assertThat(voices)
                .extracting(v -> v.idAsString())
                .contains("Joanna", "Lucia", "Lea", "Vicki", "Bianca", "Ines");
        for (String language : List.of("en", "es", "fr", "de", "it", "pt")) {
            for (String engine : List.of("standard", "neural")) {
                assertThat(voices)
                        .filteredOn(v -> v.languageCodeAsString().startsWith(language + "-"))
                        .filteredOn(v -> v.supportedEnginesAsStrings().contains(engine))
                        .extracting(v -> v.genderAsString())
                        .as(language + " " + engine)
                        .contains("Female", "Male");
            }
        }
        assertThat(
                        polly.describeVoices(r -> r.engine("neural").languageCode("it-IT"))
                                .join()
                                .voices())
                .extracting(v -> v.idAsString())
                .containsExactly("Bianca", "Adriano");
    }

    @Test
    void refusesWhatPollyRefuses() {
        refuses(text("x".repeat(3_001)), TextLengthExceededException.class);
        refuses(
                ssml("<speak>" + "<p></p>".repeat(900) + "</speak>"),
                TextLengthExceededException.class);
        refuses(ssml("<speak>a & b</speak>"), InvalidSsmlException.class);
        refuses(ssml("<speak>a <b>c</b></speak>"), InvalidSsmlException.class);
        refuses(ssml("<!DOCTYPE x><speak>a</speak>"), InvalidSsmlException.class);
        refuses(
                speech(r ->
                        r.textType(TextType.SSML)
                                .engine("neural")
                                .voiceId("Joanna")
                                .text("<speak><emphasis>a</emphasis></speak>")),
                InvalidSsmlException.class);
        refuses(
                speech(r -> r.text("Hola").voiceId("Conchita").engine("neural")),
                EngineNotSupportedException.class);
        refuses(
                speech(r -> r.text("Hola").languageCode("fr-FR")),
                LanguageNotSupportedException.class);
        refuses(speech(r -> r.text("Hola").voiceId("Nobody")), PollyException.class);
    }

    @Test
    void billsTheTextWithoutItsTags() {
        var answer =
                polly.synthesizeSpeech(
                                ssml(
                                        "<speak><prosody rate=\"200%\">Fish &amp; chips</prosody></speak>"),
                                AsyncResponseTransformer.toBytes())
                        .join();
        assertThat(answer.response().requestCharacters()).isEqualTo(12);
        assertThat(mp3Millis(answer.asByteArray(), 22_050)).isBetween(350, 400);
    }

    @Test
    void marksCountBytesOfTheTextAsItWasSent() {
        String lines =
                polly.synthesizeSpeech(
                                speech(r ->
                                        r.textType(TextType.SSML)
                                                .text("<speak>Ça va. Oui.</speak>")
                                                .outputFormat(OutputFormat.JSON)
                                                .speechMarkTypes(
                                                        SpeechMarkType.SENTENCE,
                                                        SpeechMarkType.WORD)),
                                AsyncResponseTransformer.toBytes())
                        .join()
                        .asUtf8String();
        assertThat(lines.lines())
                .contains(
                        "{\"time\":0,\"type\":\"sentence\",\"start\":7,\"end\":14,\"value\":\"Ça va.\"}")
                .anyMatch(line ->
                        line.contains(
                                "\"type\":\"word\",\"start\":15,\"end\":19,\"value\":\"Oui.\""));
    }

    @Test
    void throttlesWithStatus400BeyondTheBurstOfTheEngine() {
        List<CompletableFuture<Integer>> answers =
                IntStream.range(0, 40)
                        .mapToObj(i ->
                                polly.synthesizeSpeech(
                                                speech(r ->
                                                        r.text("Hi")
                                                                .voiceId("Joanna")
                                                                .engine("neural")),
                                                AsyncResponseTransformer.toBytes())
                                        .handle(PollyServletTest::status))
                        .toList();
        List<Integer> statuses = answers.stream().map(CompletableFuture::join).toList();
        assertThat(statuses).containsOnly(200, 400);
        assertThat(statuses).filteredOn(s -> s == 200).hasSizeBetween(8, 25);
    }

    @Test
    void orderedFaultsMeetTheNextCallsAndAreListed() throws Exception {
        drive("POST", "/_faults", "{\"mode\":\"throttle\",\"times\":1}");
        drive("POST", "/_faults", "{\"mode\":\"error\",\"times\":1}");
        refuses(text("one"), PollyException.class);
        refuses(text("two"), ServiceFailureException.class);
        speak(text("three"));
        String calls = drive("GET", "/_calls", "");
        assertThat(calls)
                .contains(
                        "\"error\":\"ThrottlingException\"",
                        "\"text\":\"three\"",
                        "\"characters\":5");
        drive("POST", "/_faults", "{\"mode\":\"denied\"}");
        drive("DELETE", "/_faults", "");
        speak(text("four"));
    }

    /**
     * Measured with SDK 2.50.2: neither is an error for it, so whoever uses it must look at the
     * sound itself.
     */
    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP2", "HTTP1_1"})
    void theRealClientNoticesNeitherACutNorAShortAnswer(Protocol protocol) throws Exception {
        try (PollyAsyncClient client = client(protocol)) {
            for (String mode : List.of("cut", "short")) {
                drive("POST", "/_faults", "{\"mode\":\"%s\",\"after_bytes\":1000}".formatted(mode));
                byte[] early =
                        client.synthesizeSpeech(
                                        text("x".repeat(500)), AsyncResponseTransformer.toBytes())
                                .join()
                                .asByteArray();
                assertThat(early).hasSize(1000);
            }
        }
    }

    @Test
    void aCutBreaksTheConnectionAndAShortAnswerEndsWell() throws Exception {
        String call =
                "{\"Text\":\"%s\",\"VoiceId\":\"Lucia\",\"OutputFormat\":\"mp3\"}"
                        .formatted("x".repeat(500));
        drive("POST", "/_faults", "{\"mode\":\"cut\",\"after_bytes\":1000}");
        assertThatThrownBy(() -> send("POST", "/v1/speech", call)).isInstanceOf(IOException.class);
        drive("POST", "/_faults", "{\"mode\":\"short\",\"after_bytes\":1000}");
        assertThat(send("POST", "/v1/speech", call).statusCode()).isEqualTo(200);
    }

    @Test
    void aStalledAnswerStaysSilent() throws Exception {
        drive("POST", "/_faults", "{\"mode\":\"stall\",\"after_bytes\":0,\"ms\":3000}");
        assertThatThrownBy(() ->
                        polly.synthesizeSpeech(
                                        speech(r ->
                                                r.text("x")
                                                        .overrideConfiguration(o ->
                                                                o.apiCallTimeout(
                                                                        Duration.ofSeconds(1)))),
                                        AsyncResponseTransformer.toBytes())
                                .join())
                .hasMessageContaining("timeout");
    }

    @Test
    void anUnsignedCallIsRefused() throws Exception {
        HttpRequest unsigned =
                HttpRequest.newBuilder(URI.create(server.address() + "/v1/speech"))
                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                        .build();
        HttpResponse<String> answer =
                HttpClient.newHttpClient().send(unsigned, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.headers().firstValue("x-amzn-ErrorType"))
                .contains("MissingAuthenticationTokenException");
    }

    private byte[] speak(SynthesizeSpeechRequest request) {
        return polly.synthesizeSpeech(request, AsyncResponseTransformer.toBytes())
                .join()
                .asByteArray();
    }

    private void refuses(SynthesizeSpeechRequest request, Class<? extends Exception> why) {
        assertThatThrownBy(() -> speak(request)).hasCauseInstanceOf(why);
    }

    private static Integer status(Object answer, Throwable failure) {
        if (failure == null) {
            return 200;
        }
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return ((PollyException) cause).statusCode();
    }

    private static SynthesizeSpeechRequest text(String text) {
        return speech(r -> r.text(text));
    }

    private static SynthesizeSpeechRequest ssml(String text) {
        return speech(r -> r.text(text).textType(TextType.SSML));
    }

    private static SynthesizeSpeechRequest speech(Consumer<SynthesizeSpeechRequest.Builder> more) {
        SynthesizeSpeechRequest.Builder builder =
                SynthesizeSpeechRequest.builder()
                        .voiceId("Lucia")
                        .engine("standard")
                        .outputFormat(OutputFormat.MP3);
        more.accept(builder);
        return builder.build();
    }

    private PollyAsyncClient client(Protocol protocol) {
        return PollyAsyncClient.builder()
                .endpointOverride(URI.create(server.address()))
                .region(Region.EU_WEST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create("id", "secret")))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(protocol))
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .build();
    }

    private String drive(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> answer = send(method, path, body);
        assertThat(answer.statusCode()).isBetween(200, 204);
        return answer.body();
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server.address() + path))
                        .header("Authorization", "AWS4-HMAC-SHA256 Credential=test")
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static int mp3Millis(byte[] mp3, int sampleRate) {
        int frames = 0;
        int at = 0;
        while (at < mp3.length) {
            assertThat(mp3[at] & 0xff).isEqualTo(0xff);
            int kilobits = ((mp3[at + 2] & 0xf0) >> 4) * 8;
            at += 72_000 * kilobits / sampleRate + ((mp3[at + 2] >> 1) & 1);
            frames++;
        }
        assertThat(at).isEqualTo(mp3.length);
        return frames * 576 * 1000 / sampleRate;
    }
}
