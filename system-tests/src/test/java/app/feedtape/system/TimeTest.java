package app.feedtape.system;

import static app.feedtape.system.Listener.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What happens by the passing of time alone, with the clock of all services moved together. */
class TimeTest {

    private static final RunningSystem SYSTEM = RunningSystem.disturbed();

    private static final String SPEECH =
            Listener.JSON.writeValueAsString(
                    Map.of(
                            "text",
                            "Time passes over the tapes.",
                            "link",
                            "https://a.example/",
                            "voice",
                            "Joanna",
                            "language",
                            "en"));

    private static void refresh(Listener listener, String email) {
        listener.signIn(email);
    }

    @Test
    void theDayRollsOverAndTheTrialEnds() {
        String email = UUID.randomUUID() + "@listeners.example";
        Listener listener = Listener.signedIn(SYSTEM, email);
        assertThat(listener.speak(SPEECH).statusCode()).isEqualTo(200);
        assertThat(listener.me().at("/subscription/usage/characters_used_today").asLong())
                .isEqualTo(27);

        SYSTEM.feedtape("clock", "advance", "P1D").orFail();
        refresh(listener, email);
        assertThat(listener.me().at("/subscription/usage/characters_used_today").asLong()).isZero();

        SYSTEM.feedtape("clock", "advance", "P7D").orFail();
        refresh(listener, email);
        assertThat(listener.speak(SPEECH).statusCode())
                .as("what is paid for may be heard again after the trial")
                .isEqualTo(200);
        HttpResponse<byte[]> refused = listener.speak(SPEECH.replace("passes", "has passed"));
        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(Listener.JSON.readTree(refused.body()).at("/error/code").asString())
                .isEqualTo("TRIAL_EXPIRED");
        assertThat(json(listener.get("/api/feeds"), 200)).isEmpty();
    }

    @Test
    void aSubscriptionLivesFromTheTrialToARefundInTwoStores() {
        assertThat(SYSTEM.feedtape("demo", "--money").orFail().output())
                .contains("past_due")
                .contains("by apple");
    }
}
