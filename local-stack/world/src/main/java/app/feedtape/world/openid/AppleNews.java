package app.feedtape.world.openid;

import app.feedtape.world.WorldSettings.AppleClient;
import app.feedtape.world.people.People;
import app.feedtape.world.people.Person;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Refusal;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** What Apple tells a developer of a person: signed, sent once, and shown to who asked for it. */
final class AppleNews {

    private static final Set<String> TYPES =
            Set.of("email-disabled", "email-enabled", "consent-revoked", "account-deleted");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AppleClient client;
    private final String issuer;
    private final SigningKey key;
    private final AppleGrants grants;
    private final People people;
    private final Clock clock;

    AppleNews(
            AppleClient client,
            String issuer,
            SigningKey key,
            AppleGrants grants,
            People people,
            Clock clock) {
        this.client = client;
        this.issuer = issuer;
        this.key = key;
        this.grants = grants;
        this.people = people;
        this.clock = clock;
    }

    /** {@code POST {"email", "type"}}; {@code outcome} is the status FeedTape answered. */
    void tell(Exchange exchange) throws IOException {
        JsonNode body = exchange.body();
        String type = body.path("type").asString("");
        if (!TYPES.contains(type)) {
            throw new Refusal(400, "type is one of " + String.join(", ", TYPES));
        }
        Person person = people.get(body.path("email").asString(""), Optional.empty());
        if (!type.startsWith("email-")) {
            grants.revokeAll(person);
        }
        String payload = key.sign(claims(person, type));
        exchange.json(200, Map.of("payload", payload, "outcome", send(payload)));
    }

    private JWTClaimsSet claims(Person person, String type) {
        Instant now = clock.instant();
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("type", type);
        event.put("sub", AppleTokens.subject(person));
        event.put("event_time", now.toEpochMilli());
        return new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(client.id())
                .issueTime(Date.from(now))
                .jwtID(UUID.randomUUID().toString())
                .claim("events", Json.MAPPER.writeValueAsString(event))
                .build();
    }

    private String send(String payload) {
        HttpRequest request =
                HttpRequest.newBuilder(client.notifications())
                        .timeout(PATIENCE)
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        Json.MAPPER.writeValueAsString(Map.of("payload", payload))))
                        .build();
        try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            return Integer.toString(http.send(request, BodyHandlers.discarding()).statusCode());
        } catch (IOException unanswered) {
            return unanswered.getClass().getSimpleName();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
