package app.feedtape.localstack.launcher.seed;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.client.Answer;
import app.feedtape.localstack.launcher.client.GitHubSignIn;
import app.feedtape.localstack.launcher.client.Http;
import app.feedtape.localstack.launcher.demo.Waiting;
import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.net.URI;
import java.util.Map;

/** What one person does through the gateway; each is done once however often it is asked for. */
record People(StackSettings settings) {
    Http signIn(String email) {
        var gateway = settings.url(Room.GATEWAY);
        return Http.at(gateway).bearer(new GitHubSignIn(gateway).as(email).access());
    }

    void follow(Http person, String... sites) {
        for (String site : sites) {
            var answer =
                    person.post(
                            "/api/feeds",
                            Map.of("url", "http://%s.feeds.example/rss.xml".formatted(site)));
            if (answer.status() != 201 && answer.status() != 409) {
                throw wrong("follow " + site, answer);
            }
        }
    }

    /**
     * An empty answer of the ledger's day is fine too: what was paid for once is free to hear
     * again.
     */
    void listen(Http person, String text) {
        var answer = person.post("/api/tts/synthesize", Map.of("text", text, "link", ""));
        if (answer.status() != 200) {
            throw wrong("listen", answer);
        }
    }

    void buyPro(Http person) {
        if (person.get("/api/subscription/me").at("/plan/name").equals("pro")) {
            return;
        }
        var checkout = person.post("/api/billing/checkout", Map.of("plan", "pro"));
        if (checkout.status() != 200) {
            throw wrong("check out", checkout);
        }
        Http.at(URI.create(checkout.at("/checkout_url")))
                .postForm(checkout.at("/checkout_url"), "outcome=paid");
        Waiting.until(
                "pro has been paid for",
                () -> person.get("/api/subscription/me"),
                answer -> answer.at("/plan/name").equals("pro"));
    }

    void buyProByApple(Http person) {
        if (person.get("/api/subscription/me").at("/plan/name").equals("pro")) {
            return;
        }
        var bought =
                Http.at(settings.world())
                        .post(
                                "/appstore/_purchase",
                                Map.of(
                                        "product",
                                        "app.feedtape.pro.monthly",
                                        "account_token",
                                        person.get("/api/me").at("/id")));
        var handedIn =
                person.post(
                        "/api/subscription/validate-receipt",
                        Map.of(
                                "store",
                                "apple",
                                "signed_transaction",
                                bought.at("/signed_transaction")));
        if (handedIn.status() != 200) {
            throw wrong("buy in the App Store", handedIn);
        }
    }

    static Refused wrong(String what, Answer answer) {
        return new Refused("Could not %s: %d %s".formatted(what, answer.status(), answer.text()));
    }
}
