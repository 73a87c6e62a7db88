package app.feedtape.localstack.launcher.client;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.settings.Room;
import app.feedtape.localstack.launcher.settings.Secrets;
import app.feedtape.localstack.launcher.settings.StackSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Commands to the services themselves, past the gateway, with the operators' service token. */
public final class Operator {
    private final StackSettings settings;
    private final String secret;

    public Operator(StackSettings settings) {
        this.settings = settings;
        this.secret = Secrets.in(settings.data()).get("operator");
    }

    /** A service's internal endpoints. */
    public Http at(Room room) {
        var basic =
                Base64.getEncoder()
                        .encodeToString(("operator:" + secret).getBytes(StandardCharsets.UTF_8));
        var answer =
                Http.at(settings.url(Room.AUTH))
                        .with("Authorization", "Basic " + basic)
                        .post("/internal/service-tokens", Map.of("audience", room.service()));
        if (answer.status() != 200) {
            throw new Refused(
                    "No operator's token for %s: %s".formatted(room.service(), answer.text()));
        }
        return Http.at(settings.url(room)).bearer(answer.at("/token"));
    }

    public Optional<JsonNode> findAccount(String email) {
        var answer =
                at(Room.AUTH)
                        .get(
                                "/internal/accounts?email="
                                        + URLEncoder.encode(email, StandardCharsets.UTF_8));
        return answer.status() == 404 ? Optional.empty() : Optional.of(done(answer));
    }

    public JsonNode account(String email) {
        return findAccount(email)
                .orElseThrow(() -> new Refused("Nobody has signed in as %s.".formatted(email)));
    }

    public JsonNode role(String email, String role) {
        return done(at(Room.AUTH).post(path(email, "role"), Map.of("role", role)));
    }

    /** `suspend`, `activate` or `revoke-sessions`. */
    public JsonNode order(String email, String order) {
        return done(at(Room.AUTH).post(path(email, order), null));
    }

    public JsonNode grant(String email, String plan, Optional<Integer> days, String reason) {
        var body =
                new HashMap<String, Object>(
                        Map.of(
                                "payer_id",
                                account(email).path("id").asString(""),
                                "plan",
                                plan,
                                "reason",
                                reason));
        days.ifPresent(number -> body.put("days", number));
        return done(at(Room.BILLING).post("/internal/grants", body));
    }

    /** The free trial again, whatever was used before. */
    public JsonNode grantTrial(String email, int days, String reason) {
        return done(
                at(Room.BILLING)
                        .post(
                                "/internal/trials",
                                Map.of(
                                        "payer_id",
                                        account(email).path("id").asString(""),
                                        "days",
                                        days,
                                        "reason",
                                        reason)));
    }

    /** Everything somebody ever bought or was given, and why it is as it is. */
    public JsonNode purchases(String email) {
        return done(
                at(Room.BILLING)
                        .get(
                                "/internal/payers/%s/purchases"
                                        .formatted(account(email).path("id").asString(""))));
    }

    /**
     * Lets an account begin anew.
     *
     * @param scopes none for all
     */
    public JsonNode clearLimits(String email, List<String> scopes) {
        return done(
                at(Room.AUTH)
                        .post(
                                path(email, "clear-rate-limits"),
                                scopes.isEmpty() ? Map.of() : Map.of("scopes", scopes)));
    }

    /** Why somebody was refused, by the id that the refusal carried. */
    public JsonNode decision(String id) {
        return done(
                at(Room.ADMIN)
                        .get(
                                "/internal/decisions/"
                                        + URLEncoder.encode(id, StandardCharsets.UTF_8)));
    }

    /** Hands a service its dead letters of a topic once more. */
    public JsonNode replay(Room room, String topic) {
        return done(
                at(room).post(
                                "/internal/dead-letters/%s/replay"
                                        .formatted(
                                                URLEncoder.encode(topic, StandardCharsets.UTF_8)),
                                null));
    }

    private String path(String email, String order) {
        return "/internal/accounts/%s/%s".formatted(account(email).path("id").asString(""), order);
    }

    /** The body of an answer that did what was asked. */
    public static JsonNode done(Answer answer) {
        if (answer.status() / 100 != 2) {
            var message = answer.at("/message");
            throw new Refused(
                    "%s (%d)"
                            .formatted(
                                    message.isEmpty() ? answer.text() : message, answer.status()));
        }
        return answer.json();
    }
}
