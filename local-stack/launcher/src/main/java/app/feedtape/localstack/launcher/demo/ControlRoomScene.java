package app.feedtape.localstack.launcher.demo;

import app.feedtape.localstack.launcher.client.GitHubSignIn;
import app.feedtape.localstack.launcher.client.Http;
import app.feedtape.localstack.launcher.client.Operator;
import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.StackSettings;

/** The listener as an admin sees them, and the ledger added up. */
record ControlRoomScene(Narrator narrator, StackSettings settings, Operator operator) {
    private static final String ADMIN = "admin@example.org";

    void play(String email) {
        narrator.step("The listener as an admin sees them");
        var gateway = settings.url(Room.GATEWAY);
        new GitHubSignIn(gateway).as(ADMIN);
        operator.role(ADMIN, "admin");
        // A role is part of the token: the next one has it.
        var admin = Http.at(gateway).bearer(new GitHubSignIn(gateway).as(ADMIN).access());
        var found =
                Waiting.until(
                        "the read model has heard of the listener",
                        () -> admin.get("/api/admin/users?search=" + email),
                        answer ->
                                answer.status() == 200
                                        && answer.at("/items/0/email").equals(email)
                                        && answer.text().contains("\"pro\""));
        narrator.say(found.at("/items/0/id") + "  " + found.at("/items/0/email"));
        narrator.check(
                found.number("/total") == 1, "exactly one person is found", found.number("/total"));
        var detail = admin.get("/api/admin/users/" + found.at("/items/0/id"));
        narrator.check(detail.status() == 200, "with subscription and usage", detail.status());
        narrator.say(detail.text());
        var verified = Operator.done(operator.at(Room.TTS).post("/internal/ledger/verify", null));
        narrator.check(
                verified.path("ok").asBoolean(false), "the character ledger adds up", verified);
    }
}
