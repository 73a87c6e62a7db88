package app.feedtape.localstack.launcher.demo;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.client.Answer;
import app.feedtape.localstack.launcher.client.GitHubSignIn;
import app.feedtape.localstack.launcher.client.Http;
import app.feedtape.localstack.launcher.client.Operator;
import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * A subscription's life, from the trial to a refund, in two stores and two months; after each step
 * what the person has, and what made it so. Time moves for the whole stack.
 */
final class MoneyScene {
    private static final String TEXT = "Money makes no sound. %s";

    /** Stripe's test card that can be attached and fails when it is charged later. */
    private static final String CARD_THAT_PAYS_ONCE = "4000000000000341";

    private final Narrator narrator;
    private final StackSettings settings;
    private final Operator operator;
    private final String email;
    private Http listener;

    MoneyScene(Narrator narrator, StackSettings settings, String email, Http listener) {
        this.narrator = narrator;
        this.settings = settings;
        this.operator = new Operator(settings);
        this.email = email;
        this.listener = listener;
    }

    void play() {
        trial();
        purchase();
        failureAndRecovery();
        cancellation();
        secondStore();
        refund();
    }

    private void trial() {
        narrator.step("The trial of a new account");
        expect("free", "trialing", "signup");
        hears("in the trial", 200);
        narrator.step("Eight days later");
        advance("P8D");
        expect("free", "expired", "signup");
        narrator.check(
                hears("after the trial", 402).errorCode().equals("TRIAL_EXPIRED"),
                "402 TRIAL_EXPIRED");
    }

    private void purchase() {
        new BuyingScene(narrator, listener, settings).buyWith(CARD_THAT_PAYS_ONCE);
        expect("pro", "active", "stripe");
        hears("as soon as it is paid, with the same token", 200);
    }

    private void failureAndRecovery() {
        narrator.step("A month later the card is declined");
        advance("P32D");
        expect("pro", "past_due", "stripe");
        hears("access is kept while Stripe tries again", 200);
        mailArrives("payment");
        narrator.step("It is paid after all");
        happens("invoice.paid");
        expect("pro", "active", "stripe");
    }

    private void cancellation() {
        narrator.step("POST /api/billing/cancel");
        var cancelled = listener.post("/api/billing/cancel", Map.of());
        narrator.check(cancelled.status() / 100 == 2, "cancelled", cancelled.text());
        var now = expect("pro", "cancelled", "stripe");
        narrator.check(
                !now.at("/subscription/cancel_at").isEmpty(),
                "what is paid is kept until " + now.at("/subscription/cancel_at"));
        narrator.step("The paid month ends");
        advance("P32D");
        expect("free", "expired", "signup");
        hears("after the end", 402);
    }

    private void secondStore() {
        narrator.step("Bought again, on the phone: POST /api/subscription/validate-receipt");
        var me = listener.get("/api/me").at("/id");
        var bought =
                world().post(
                                "/appstore/_purchase",
                                Map.of("product", "app.feedtape.pro.monthly", "account_token", me));
        narrator.check(bought.status() == 200, "the App Store signed it", bought.text());
        var validated =
                listener.post(
                        "/api/subscription/validate-receipt",
                        Map.of(
                                "store",
                                "apple",
                                "signed_transaction",
                                bought.at("/signed_transaction")));
        narrator.check(validated.status() == 200, "and it is ours", validated.text());
        expect("pro", "active", "apple");
        hears("paid in the other store", 200);
        var twice = listener.post("/api/billing/checkout", Map.of("plan", "pro"));
        narrator.check(twice.status() == 409, "nobody is sold it twice: " + twice.at("/message"));
    }

    private void refund() {
        narrator.step("Apple gives the money back");
        var notified =
                world().post(
                                "/appstore/_notify",
                                Map.of("type", "REFUND", "subscription", original("apple")));
        narrator.check(notified.status() / 100 == 2, "it says so, signed", notified.text());
        expect("free", "expired", "signup");
        hears("after the refund", 402);
    }

    /** Waits until it is so, and says why. */
    private Answer expect(String plan, String status, String source) {
        var now =
                Waiting.until(
                        "%s %s by %s".formatted(plan, status, source),
                        () -> listener.get("/api/subscription/me"),
                        answer ->
                                answer.at("/plan/name").equals(plan)
                                        && answer.at("/subscription/status").equals(status)
                                        && answer.at("/subscription/source").equals(source));
        narrator.check(true, "entitlement: %s, %s, by %s".formatted(plan, status, source));
        narrator.say("because: " + reason());
        return now;
    }

    /** What was written down last, of whichever purchase. */
    private String reason() {
        return operator.purchases(email)
                .path("items")
                .valueStream()
                .flatMap(item ->
                        item.path("history")
                                .valueStream()
                                .map(change -> Map.entry(item.path("store").asString(""), change)))
                .max(
                        Comparator.comparing(entry ->
                                Instant.parse(entry.getValue().path("recorded_at").asString())))
                .map(entry ->
                        "%s was %s at %s (%s)"
                                .formatted(
                                        entry.getKey(),
                                        entry.getValue().path("status").asString(""),
                                        entry.getValue().path("recorded_at").asString(""),
                                        entry.getValue().path("cause").asString("")))
                .orElse("nothing was bought");
    }

    /** A text of its own each time: what was paid for once is heard again for nothing. */
    private Answer hears(String why, int status) {
        var answer =
                listener.post(
                        "/api/tts/synthesize",
                        Map.of("text", TEXT.formatted(why), "link", "", "language", "en"));
        narrator.check(
                answer.status() == status,
                "%s: %s"
                        .formatted(
                                why, status == 200 ? "heard" : "refused with %d".formatted(status)),
                answer.text());
        return answer;
    }

    private void mailArrives(String word) {
        var mail =
                Waiting.until(
                        "a mail tells of it",
                        () -> world().get("/mail/messages?to=" + email),
                        answer -> answer.at("/0/subject").toLowerCase(Locale.ROOT).contains(word));
        narrator.say("mail: " + mail.at("/0/subject"));
    }

    /** At Stripe, which then tells us. */
    private void happens(String type) {
        var caused =
                world().post(
                                "/stripe/_events",
                                Map.of("type", type, "subscription", original("stripe")));
        narrator.check(caused.status() == 200, "Stripe says " + type, caused.text());
    }

    private String original(String store) {
        return purchase(store).path("original_id").asString("");
    }

    /** The latest one of a store. */
    private JsonNode purchase(String store) {
        return operator.purchases(email)
                .path("items")
                .valueStream()
                .filter(item -> item.path("store").asString("").equals(store))
                .reduce((_, last) -> last)
                .orElseThrow(() -> new Refused("There is no purchase of " + store));
    }

    /** Tokens are older than an hour then: another sign-in. */
    private void advance(String period) {
        var moved = world().post("/clock", Map.of("advance", period));
        narrator.check(
                moved.status() == 200,
                "it is %s for everybody".formatted(moved.at("/now")),
                moved.text());
        var gateway = settings.url(Room.GATEWAY);
        listener = Http.at(gateway).bearer(new GitHubSignIn(gateway).as(email).access());
    }

    private Http world() {
        return Http.at(settings.world());
    }
}
