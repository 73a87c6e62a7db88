package app.feedtape.auth;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.auth.Api.Pair;
import app.feedtape.events.VoiceFact.VoiceChanged;
import app.feedtape.test.KafkaProbe;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Only voices that tts-service tells of can be chosen. */
class VoiceSettingTest extends AuthTest {

    @Test
    void aVoiceIsOneThatIsOfferedAndOneThatWentMayStay() {
        try (KafkaProbe probe = KafkaProbe.fromNow("voice")) {
            for (String id : List.of("Lucia", "Vicki", "Ines", "Xenia")) {
                probe.publish("tts-service", voice(id, 1, true));
            }
            Pair pair = signIn(somebody());
            await().atMost(30, SECONDS).until(() -> choose(pair, "Xenia", "").status() == 204);
            probe.publish("tts-service", voice("Yorick", 1, true));
            probe.publish("tts-service", voice("Yorick", 2, false));
            probe.publish("tts-service", voice("Zora", 1, true));
            await().atMost(30, SECONDS).until(() -> choose(pair, "Zora", "").status() == 204);
            assertThat(choose(pair, "Yorick", "").is(400).json().toString())
                    .contains("settings.voice");
            choose(pair, "Nobody", "").is(400);
            choose(pair, "zora", "").is(400);

            probe.publish("tts-service", voice("Zora", 2, false));
            Pair other = signIn(somebody());
            await().atMost(30, SECONDS)
                    .until(() -> {
                        choose(other, "Vicki", "").is(204);
                        return choose(other, "Zora", "").status() == 400;
                    });
            choose(pair, "Zora", ",\"speed\":1.5").is(204);
            assertThat(api.me(pair).json().at("/settings/speed").asDouble()).isEqualTo(1.5);
        }
    }

    private Api.Answer choose(Pair pair, String voice, String more) {
        return api.patch(
                "/api/me",
                "{\"settings\":{\"voice\":\"%s\"%s}}".formatted(voice, more),
                Api.bearer(pair));
    }

    private static VoiceChanged voice(String id, long version, boolean offered) {
        return new VoiceChanged(
                id, version, id, "female", "en", "en-US", List.of("standard"), offered);
    }
}
