package app.feedtape.localstack.launcher.demo;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.client.Answer;
import app.feedtape.localstack.launcher.client.Http;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.util.Map;

/** The free day used up, pro bought, and the token that was refused is served. */
record BuyingScene(Narrator narrator, Http listener, StackSettings settings) {
    private static final int REQUEST_CHARACTERS = 4_500;
    private static final int MOST_REQUESTS = 8;

    /** Answers which reading was refused. */
    int useUpTheDay(String text) {
        narrator.step("Listening on until the free day is used up");
        for (int reading = 1; reading <= MOST_REQUESTS; reading++) {
            var answer = speak(text, reading);
            if (answer.status() == 402) {
                refused(answer);
                return reading;
            }
            narrator.check(
                    answer.status() == 200,
                    "reading %d: %s characters, %s left today"
                            .formatted(
                                    reading,
                                    answer.header("X-Character-Count").orElse("?"),
                                    answer.header("X-Usage-Remaining").orElse("?")),
                    answer.text());
        }
        throw new Refused("The free day did not end with a 402.");
    }

    private void refused(Answer answer) {
        narrator.say(answer.text());
        narrator.check(
                answer.errorCode().equals("QUOTA_EXCEEDED"),
                "402 QUOTA_EXCEEDED",
                answer.errorCode());
        narrator.check(
                !answer.at("/error/details/upgrade_url").isEmpty(),
                "it says where to upgrade: " + answer.at("/error/details/upgrade_url"));
        narrator.check(
                !answer.at("/error/details/resets_at").isEmpty(),
                "and when the day rolls over: " + answer.at("/error/details/resets_at"));
    }

    /**
     * Every reading begins with its number: a text that was paid for once is free to hear again.
     */
    private Answer speak(String text, int reading) {
        var long_ = new StringBuilder();
        for (int part = 1; long_.length() < REQUEST_CHARACTERS; part++) {
            for (String sentence : text.split("(?<=[.!?]) ")) {
                long_.append("Reading %d, part %d. %s ".formatted(reading, part, sentence));
                if (long_.length() >= REQUEST_CHARACTERS) {
                    break;
                }
            }
        }
        return listener.post(
                "/api/tts/synthesize", Map.of("text", long_.toString().strip(), "link", ""));
    }

    void buy() {
        pay("outcome=paid");
    }

    /** With a card of Stripe's for tests, by its number. */
    void buyWith(String card) {
        pay("outcome=paid&card=" + card);
    }

    private void pay(String form) {
        narrator.step("POST /api/billing/checkout");
        var checkout = listener.post("/api/billing/checkout", Map.of("plan", "pro"));
        var page = checkout.at("/checkout_url");
        narrator.check(
                checkout.status() == 200 && !page.isEmpty(),
                "a pay page: " + page,
                checkout.text());
        var paid = Http.at(settings.world()).postForm(page, form);
        narrator.check(
                paid.status() / 100 == 2 || paid.status() / 100 == 3, "paid there", paid.status());
        var subscription =
                Waiting.until(
                        "the store's signed webhook has been applied",
                        () -> listener.get("/api/subscription/me"),
                        answer -> answer.at("/plan/name").equals("pro"));
        narrator.check(
                subscription.at("/subscription/status").equals("active"),
                "the webhook arrived: pro, active until "
                        + subscription.at("/subscription/current_period_end"),
                subscription.text());
    }

    void useTheSameToken(String text, int refusedReading) {
        narrator.step("The same access token again");
        var me =
                Waiting.until(
                        "the new plan is known everywhere",
                        () -> listener.get("/api/me"),
                        answer -> answer.at("/subscription/tier").equals("pro"));
        narrator.check(
                me.number("/subscription/usage/characters_limit") == 200_000,
                "200,000 characters a day, %d used"
                        .formatted(me.number("/subscription/usage/characters_used_today")));
        var spoken = speak(text, refusedReading);
        narrator.check(spoken.status() == 200, "what was refused is spoken now", spoken.text());
    }
}
