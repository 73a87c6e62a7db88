package app.feedtape.tts.synthesis.polly;

import static app.feedtape.tts.synthesis.polly.RawProvider.HEAD;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.synthesis.SpeechEngine.Patience;
import app.feedtape.tts.synthesis.SpeechEngine.Spoken;
import app.feedtape.tts.synthesis.SpeechEngine.Utterance;
import app.feedtape.tts.synthesis.SpeechFailure;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import app.feedtape.tts.synthesis.polly.PollyConfiguration.PollySettings;
import app.feedtape.tts.voices.VoiceEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.polly.PollyAsyncClient;

/**
 * faults.md V3 and V9 below the protocol: the way to the provider is broken, or its answer crawls.
 * The production client with less patience; what a listener is told then is in ProviderFaultsTest.
 */
class UnreachableProviderTest {

    private static final Patience SHORT =
            new Patience(Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofSeconds(2));
    private static final Patience LONG =
            new Patience(Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(60));
    private static final int MORE_THAN_CONNECTIONS = 100;
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir Path folder;

    @Test
    void aNameThatNobodyKnowsIsAFailureOfTheWayThere() {
        SpeechFailure failure = failure("http://polly.feedtape.invalid", SHORT);
        // A resolver that is away itself may take longer than we wait.
        assertThat(failure.kind()).isIn(Kind.TRANSIENT, Kind.TOO_SLOW);
        assertThat(failure.isTheProviders()).isTrue();
        assertThat(failure.requestId()).as("nothing was charged, nothing is known").isNull();
    }

    @Test
    void aPortThatNobodyListensOnIsTriedAgain() throws Exception {
        String address;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            address = "http://127.0.0.1:" + gone.getLocalPort();
        }
        assertThat(failure(address, LONG).kind()).isEqualTo(Kind.TRANSIENT);
    }

    @Test
    void aConnectionThatIsNeverMadeIsGivenUp() throws Exception {
        List<Socket> queue = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(full, queue);
            String address = "http://127.0.0.1:" + full.getLocalPort();
            assertThat(failure(address, SHORT).kind()).isEqualTo(Kind.TOO_SLOW);
            // The client's own two seconds for it are over before ours.
            assertThat(failure(address, LONG).kind()).isEqualTo(Kind.TRANSIENT);
        } finally {
            for (Socket one : queue) {
                one.close();
            }
        }
    }

    /** Nobody accepts, so that the system takes no further connection. */
    private static void fill(ServerSocket server, List<Socket> queue) throws IOException {
        while (true) {
            Socket one = new Socket();
            queue.add(one);
            try {
                one.connect(new InetSocketAddress("127.0.0.1", server.getLocalPort()), 200);
            } catch (SocketTimeoutException full) {
                return;
            }
        }
    }

    @Test
    void aCertificateOfSomebodyElseEndsTheCallBeforeAnythingIsSent() throws Exception {
        AtomicBoolean asked = new AtomicBoolean();
        SSLContext tls = selfSigned();
        ServerSocket server =
                tls.getServerSocketFactory()
                        .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        try (RawProvider provider = new RawProvider(server, out -> asked.set(true))) {
            String address = provider.address().replace("http:", "https:");
            SpeechFailure failure = failure(address, LONG);
            assertThat(failure.kind()).isEqualTo(Kind.TRANSIENT);
            assertThat(failure.requestId()).isNull();
            await().atMost(30, SECONDS).until(() -> provider.open() == 0);
            assertThat(asked).isFalse();
        }
    }

    @Test
    void whoeverDoesNotSpeakTlsIsNotTheProvider() throws Exception {
        try (RawProvider provider = RawProvider.answering(out -> {})) {
            String address = provider.address().replace("http:", "https:");
            assertThat(failure(address, SHORT).isTheProviders()).isTrue();
        }
    }

    @Test
    void anAnswerOfAByteNowAndThenIsGivenUpAndItsConnectionClosed() throws Exception {
        try (RawProvider provider = RawProvider.answering(UnreachableProviderTest::trickle);
                PollyAsyncClient client = client(provider.address())) {
            SpeechFailure failure = failure(new PollySpeechEngine(client), SHORT);
            assertThat(failure.kind()).isEqualTo(Kind.TOO_SLOW);
            assertThat(failure.acceptedCharacters()).as("it is charged all the same").isEqualTo(5);
            await().atMost(30, SECONDS).until(() -> provider.open() == 0);
        }
    }

    private static void trickle(OutputStream out) throws IOException {
        write(out, HEAD + "Content-Length: 1000000\r\n\r\n");
        while (true) {
            out.write(0);
            out.flush();
            pause();
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(100);
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Test
    void callsThatAreGivenUpGiveTheirConnectionsBack() throws Exception {
        AtomicBoolean crawls = new AtomicBoolean(true);
        RawProvider.Behaviour behaviour =
                out -> {
                    if (crawls.get()) {
                        trickle(out);
                    }
                    write(out, HEAD + "Content-Length: 4\r\n\r\nabcd");
                };
        try (RawProvider provider = RawProvider.answering(behaviour);
                PollyAsyncClient client = client(provider.address());
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            PollySpeechEngine engine = new PollySpeechEngine(client);
            List<Callable<SpeechFailure>> calls =
                    IntStream.range(0, MORE_THAN_CONNECTIONS)
                            .mapToObj(i -> (Callable<SpeechFailure>) () -> failure(engine, SHORT))
                            .toList();
            assertThat(callers.invokeAll(calls).stream().map(Future::resultNow))
                    .extracting(SpeechFailure::kind)
                    .containsOnly(Kind.TOO_SLOW);
            await().atMost(30, SECONDS).until(() -> provider.open() == 0);
            crawls.set(false);
            Spoken spoken = engine.speak(utterance(), LONG);
            assertThat(spoken.audio()).asString(StandardCharsets.US_ASCII).isEqualTo("abcd");
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static SpeechFailure failure(String address, Patience patience) {
        try (PollyAsyncClient client = client(address)) {
            return failure(new PollySpeechEngine(client), patience);
        }
    }

    private static SpeechFailure failure(PollySpeechEngine engine, Patience patience) {
        return catchThrowableOfType(SpeechFailure.class, () -> engine.speak(utterance(), patience));
    }

    private static PollyAsyncClient client(String address) {
        return new PollyConfiguration()
                .pollyClient(new PollySettings(address, "", "eu-central-1", "test", "test"));
    }

    private static Utterance utterance() {
        return new Utterance("Hello", "Joanna", VoiceEngine.STANDARD, 100, AudioFormat.MP3, 22_050);
    }

    private SSLContext selfSigned() throws Exception {
        Path store = folder.resolve("somebody.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "somebody",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=somebody.example",
                                "-ext",
                                "SAN=ip:127.0.0.1",
                                "-storepass",
                                String.valueOf(PASSWORD),
                                "-keystore",
                                store.toString())
                        .redirectErrorStream(true)
                        .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory managers =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
