package app.feedtape.tts.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.audio.AudioStorage.OnDisk;
import app.feedtape.tts.audio.Mp3;
import app.feedtape.tts.language.Language;
import app.feedtape.tts.ledger.SegmentKey;
import app.feedtape.tts.segments.Segment;
import app.feedtape.tts.sharing.SoundPlaces.SoundPlace;
import app.feedtape.tts.voices.Voice;
import app.feedtape.tts.voices.VoiceEngine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** On a time that only passes when it is told to. */
class SharedPaceTest {

    private static final Duration WITHIN = Duration.ofSeconds(8);

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger chosen = new AtomicInteger();
    private final List<Duration> pauses = new ArrayList<>();
    private final SharedPace pace =
            new SharedPace(
                    new SimpleMeterRegistry(),
                    now::get,
                    pause -> {
                        pauses.add(pause);
                        now.addAndGet(pause.toNanos());
                    },
                    bound -> chosen.getAndIncrement() % bound);

    private static Part part(int characters, boolean shared, boolean heard) {
        Voice voice =
                new Voice(
                        "Joanna",
                        "Joanna",
                        true,
                        Language.withCode("en").orElseThrow(),
                        "en-US",
                        Set.of(VoiceEngine.STANDARD));
        return new Part(
                new Segment(0, "a".repeat(characters), characters),
                new Voicing(
                        voice.language(), voice, VoiceEngine.STANDARD, 100, AudioFormat.MP3, null),
                new SegmentKey("00", "Joanna", "standard", 100),
                new SoundPlace("key", shared, heard, false),
                true);
    }

    private Got taking(Duration time, boolean made) {
        now.addAndGet(time.toNanos());
        return new Got(
                Mp3.silence(22_050, 48, 3), "object", Optional.empty(), made, true, OnDisk.ALREADY);
    }

    private Duration timeOf(Part part, Duration time, boolean made) {
        long started = now.get();
        pace.get(part, WITHIN, () -> taking(time, made));
        return Duration.ofNanos(now.get() - started);
    }

    private void theVoiceTakes(int characters, Duration time) {
        timeOf(part(characters, false, false), time, true);
    }

    @Test
    void sharedSoundTakesAsLongAsAFreshOneOfItsLength() {
        theVoiceTakes(200, Duration.ofMillis(400));
        theVoiceTakes(200, Duration.ofMillis(600));
        List<Duration> times =
                IntStream.range(0, 4)
                        .mapToObj(i -> timeOf(part(200, true, false), Duration.ofMillis(5), false))
                        .toList();
        assertThat(times)
                .containsExactly(
                        Duration.ofMillis(400),
                        Duration.ofMillis(600),
                        Duration.ofMillis(400),
                        Duration.ofMillis(600));
    }

    @Test
    void itGoesByCallsOfAboutTheSameLength() {
        for (int i = 0; i < 8; i++) {
            theVoiceTakes(150, Duration.ofMillis(300));
            theVoiceTakes(2_500, Duration.ofMillis(2_000));
        }
        assertThat(timeOf(part(160, true, false), Duration.ZERO, false))
                .isBetween(Duration.ofMillis(300), Duration.ofMillis(330));
        assertThat(timeOf(part(2_400, true, false), Duration.ZERO, false))
                .isEqualTo(Duration.ofMillis(2_000));
    }

    @Test
    void itIsNeverFasterThanAMeasuredCallOfAShorterText() {
        theVoiceTakes(100, Duration.ofMillis(300));
        assertThat(timeOf(part(1_000, true, false), Duration.ZERO, false))
                .isGreaterThanOrEqualTo(Duration.ofMillis(2_999));
    }

    @Test
    void beforeAnythingWasMeasuredItTakesTheUsualTime() {
        assertThat(timeOf(part(100, true, false), Duration.ZERO, false))
                .isEqualTo(Duration.ofMillis(340));
    }

    @Test
    void whatTookLongerAnywayIsNotHeldBackAndWhatIsMadeIsNeverSlowedDown() {
        theVoiceTakes(200, Duration.ofMillis(400));
        timeOf(part(200, true, false), Duration.ofMillis(900), false);
        timeOf(part(200, true, false), Duration.ofMillis(1), true);
        assertThat(pauses).isEmpty();
    }

    @Test
    void replaysAndOwnSoundAreNotHeldBack() {
        theVoiceTakes(200, Duration.ofMillis(400));
        timeOf(part(200, true, true), Duration.ZERO, false);
        timeOf(part(200, false, false), Duration.ZERO, false);
        timeOf(part(200, false, true), Duration.ZERO, false);
        assertThat(pauses).isEmpty();
    }

    @Test
    void itStaysWithinTheTimeAListenerIsPromised() {
        theVoiceTakes(200, Duration.ofSeconds(30));
        assertThat(timeOf(part(200, true, false), Duration.ZERO, false)).isLessThan(WITHIN);
    }
}
