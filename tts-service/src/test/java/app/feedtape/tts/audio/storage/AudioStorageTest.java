package app.feedtape.tts.audio.storage;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import app.feedtape.tts.audio.AudioStorage;
import app.feedtape.tts.audio.LostSound;
import app.feedtape.tts.audio.storage.StorageSettings.Bucket;
import app.feedtape.tts.audio.storage.TestBucket.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every storage of sound does, and what the one behind a network does when that fails. */
class AudioStorageTest {

    private static TestBucket bucket;
    private static AudioStorage directory;
    private static AudioStorage s3;

    /** One for all, so that no two tests have the same keys. */
    private static final Random RANDOM = new Random(7);

    @BeforeAll
    static void open() throws IOException {
        Path folder = Files.createTempDirectory("audio");
        directory = new DirectoryAudioStorage(folder);
        bucket = new TestBucket();
        s3 = fresh();
    }

    /** One whose breaker knows nothing yet. */
    private static AudioStorage fresh() {
        return S3AudioStorage.of(
                new Bucket(TestBucket.NAME, bucket.address(), "eu-west-1", "test", "test", 20));
    }

    @AfterAll
    static void close() throws IOException {
        s3.close();
        bucket.close();
    }

    @AfterEach
    void calm() {
        bucket.calm();
    }

    static Stream<AudioStorage> storages() {
        return Stream.of(directory, s3);
    }

    private String key() {
        return HexFormat.of().formatHex(bytes(32));
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("storages")
    void whatIsPutIsThereUntilItIsDeleted(AudioStorage storage) throws IOException {
        String key = key();
        byte[] sound = bytes(5_000);
        assertThat(storage.get(key)).isEmpty();
        storage.put(key, sound).await();
        storage.put(key, sound).await();
        assertThat(storage.get(key)).hasValueSatisfying(it -> assertThat(it).isEqualTo(sound));
        storage.delete(key);
        storage.delete(key);
        assertThat(storage.get(key)).isEmpty();
        assertThat(storage.isResting()).isFalse();
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("storages")
    void itIsReadFromAnyPlaceToTheEnd(AudioStorage storage) throws IOException {
        String key = key();
        byte[] sound = bytes(3 * S3AudioStorage.BLOCK + 17);
        storage.put(key, sound);
        for (int offset :
                List.of(
                        0,
                        1,
                        S3AudioStorage.BLOCK - 1,
                        S3AudioStorage.BLOCK,
                        2 * S3AudioStorage.BLOCK + 5,
                        sound.length - 1)) {
            try (InputStream in = storage.open(key, offset, sound.length)) {
                assertThat(in.readAllBytes())
                        .isEqualTo(Arrays.copyOfRange(sound, offset, sound.length));
                assertThat(in.read()).isEqualTo(-1);
            }
        }
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("storages")
    void whatIsNotThereCannotBeOpened(AudioStorage storage) {
        assertThatThrownBy(() -> storage.open(key(), 0, 10)).isInstanceOf(LostSound.class);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("storages")
    void whatIsOfAnotherLengthThanWasPutIsLost(AudioStorage storage) throws IOException {
        String key = key();
        storage.put(key, bytes(500));
        for (int length : List.of(499, 501)) {
            assertThatThrownBy(() -> storage.open(key, 0, length)).isInstanceOf(LostSound.class);
        }
        assertThatThrownBy(() -> storage.open(key, 600, 700)).isInstanceOf(LostSound.class);
    }

    @ParameterizedTest(autoCloseArguments = false)
    @MethodSource("storages")
    void onlyKeysOfThisServiceAreNames(AudioStorage storage) {
        for (String name : List.of("", "../etc/passwd", "A".repeat(64), "a".repeat(63))) {
            assertThatThrownBy(() -> storage.get(name))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> storage.put(name, new byte[1]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aBlockIsReadOnlyWhenItIsWanted() throws IOException {
        String key = key();
        byte[] sound = bytes(10 * S3AudioStorage.BLOCK);
        s3.put(key, sound);
        bucket.takeCalls();
        try (InputStream in = s3.open(key, 0, sound.length)) {
            in.readNBytes(S3AudioStorage.BLOCK + 1);
        }
        assertThat(bucket.takeCalls())
                .containsExactly("GET bytes=0-131071", "GET bytes=131072-262143");
    }

    /** What two hundred listeners at the beginning have cost, of a short and of a long sound. */
    @Test
    void manyReadersHaveABlockEachInMemoryHoweverLongTheSoundIs() throws IOException {
        for (int blocks : List.of(2, 20)) {
            String key = key();
            byte[] sound = bytes(blocks * S3AudioStorage.BLOCK);
            s3.put(key, sound);
            bucket.takeCalls();
            List<InputStream> readers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                readers.add(s3.open(key, 0, sound.length));
                readers.getLast().read();
            }
            assertThat(bucket.takeCalls())
                    .hasSize(200)
                    .allMatch(call -> call.equals("GET bytes=0-131071"));
        }
    }

    @Test
    void aCallThatIsThrottledIsRepeated() throws IOException {
        String key = key();
        byte[] sound = bytes(2_000);
        bucket.fault(Fault.SLOW_DOWN, 1);
        s3.put(key, sound);
        bucket.fault(Fault.SLOW_DOWN, 1);
        assertThat(s3.get(key)).hasValueSatisfying(it -> assertThat(it).isEqualTo(sound));
    }

    @Test
    void anAnswerThatBreaksOffIsAskedForAgainAndNeverTakenForTheWhole() throws IOException {
        String key = key();
        byte[] sound = bytes(2 * S3AudioStorage.BLOCK);
        s3.put(key, sound);
        bucket.fault(Fault.BROKEN_BODY, 1);
        assertThat(s3.get(key)).hasValueSatisfying(it -> assertThat(it).isEqualTo(sound));
        bucket.fault(Fault.BROKEN_BODY, 1);
        try (InputStream in = s3.open(key, 0, sound.length)) {
            assertThat(in.readAllBytes()).isEqualTo(sound);
        }
        AudioStorage fresh = fresh();
        bucket.fault(Fault.BROKEN_BODY, 100);
        assertThatThrownBy(() -> fresh.get(key)).isInstanceOf(IOException.class);
        fresh.close();
    }

    @Test
    void aStorageThatIsAwayIsAnErrorAndThenLeftAlone() throws IOException {
        String key = key();
        AudioStorage fresh = fresh();
        bucket.fault(Fault.AWAY, 1_000);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> fresh.get(key)).isInstanceOf(IOException.class);
        }
        assertThat(fresh.isResting()).isTrue();
        bucket.takeCalls();
        assertThatThrownBy(() -> fresh.put(key, new byte[5])).isInstanceOf(IOException.class);
        assertThat(bucket.takeCalls()).isEmpty();
        bucket.calm();
        await().atMost(30, SECONDS).until(() -> !fresh.isResting());
        fresh.put(key, new byte[5]);
        assertThat(fresh.get(key)).isPresent();
        fresh.close();
    }

    @Test
    void anAnswerThatStallsIsGivenUpAndAskedForAgain() throws IOException {
        String key = key();
        byte[] sound = bytes(100);
        s3.put(key, sound);
        bucket.fault(Fault.STALLED, 1);
        assertThat(s3.get(key)).hasValueSatisfying(it -> assertThat(it).isEqualTo(sound));
    }

    @Test
    void aRefusedCallIsAnErrorAndNotAMissingSound() throws IOException {
        AudioStorage fresh = fresh();
        String key = key();
        fresh.put(key, bytes(10));
        bucket.fault(Fault.REFUSED, 1);
        assertThatThrownBy(() -> fresh.get(key)).isInstanceOf(IOException.class);
        fresh.close();
    }

    @Test
    void aBucketThatDoesNotExistIsAnErrorAndNotAMissingSound() throws IOException {
        try (AudioStorage other =
                S3AudioStorage.of(
                        new Bucket("none", bucket.address(), "eu-west-1", "test", "test", 2))) {
            assertThatThrownBy(() -> other.get(key())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void settingsThatCannotBeMeantAreRefused() {
        assertThatThrownBy(() -> new Bucket("b", "ftp://x", "r", "", "", 1))
                .hasMessageContaining("FEEDTAPE_AUDIO_S3_ENDPOINT");
        assertThatThrownBy(() -> new Bucket("b", "", "", "", "", 1))
                .hasMessageContaining("FEEDTAPE_AUDIO_S3_REGION");
        assertThatThrownBy(() -> new Bucket("b", "", "r", "id", "", 1))
                .hasMessageContaining("belong together");
        assertThat(new Bucket("b", "", "r", "id", "hidden", 1).toString()).doesNotContain("hidden");
    }
}
