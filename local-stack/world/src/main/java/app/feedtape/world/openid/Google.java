package app.feedtape.world.openid;

import app.feedtape.world.WorldSettings.GoogleClient;
import app.feedtape.world.people.ChoicePage;
import app.feedtape.world.people.People;
import app.feedtape.world.people.Person;
import app.feedtape.world.people.SingleUseCodes;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Routes;
import app.feedtape.world.web.Tokens;
import app.feedtape.world.web.Urls;
import com.nimbusds.jwt.JWTClaimsSet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Google's OpenID Connect code flow behind {@code /google}, as discovery tells it. */
public final class Google {

    private static final Duration TOKEN_LIFETIME = Duration.ofHours(1);

    private final GoogleClient client;
    private final String issuer;
    private final People people;
    private final Clock clock;
    private final SingleUseCodes<Agreement> codes;
    private final SigningKey key;

    public Google(GoogleClient client, URI origin, People people, Path directory, Clock clock) {
        this.client = client;
        this.issuer = origin + "/google";
        this.people = people;
        this.clock = clock;
        this.codes = new SingleUseCodes<>(clock);
        this.key = new SigningKey(directory, "google");
    }

    public void mount(Routes routes) {
        routes.get(
                "/google/.well-known/openid-configuration",
                exchange -> exchange.json(200, discovery()));
        routes.get("/google/o/oauth2/v2/auth", this::authorize);
        routes.post("/google/token", this::token);
        routes.get("/google/oauth2/v3/certs", exchange -> exchange.json(200, key.publicKeys()));
        routes.post(
                "/google/_sheet",
                exchange -> PhoneSheet.answer(exchange, client.all(), this::onThePhone));
    }

    private Map<String, Object> discovery() {
        Map<String, Object> discovery = new LinkedHashMap<>();
        discovery.put("issuer", issuer);
        discovery.put("authorization_endpoint", issuer + "/o/oauth2/v2/auth");
        discovery.put("token_endpoint", issuer + "/token");
        discovery.put("jwks_uri", issuer + "/oauth2/v3/certs");
        discovery.put("response_types_supported", List.of("code"));
        discovery.put("subject_types_supported", List.of("public"));
        discovery.put("id_token_signing_alg_values_supported", List.of("RS256"));
        discovery.put("scopes_supported", List.of("openid", "email", "profile"));
        discovery.put(
                "token_endpoint_auth_methods_supported",
                List.of("client_secret_post", "client_secret_basic"));
        discovery.put("code_challenge_methods_supported", List.of("S256"));
        return discovery;
    }

    /**
     * Google shows its own error page for a client or redirect address it does not know: it never
     * redirects there.
     */
    private void authorize(Exchange exchange) throws IOException {
        String redirectUri = exchange.parameter("redirect_uri").orElse("");
        Optional<String> problem = problem(exchange, redirectUri);
        if (problem.isPresent()) {
            exchange.page(
                    400, Page.of("Access blocked", Html.of("<p>Error 400: {}</p>", problem.get())));
        } else if (exchange.parameter("deny").filter("true"::equals).isPresent()) {
            back(exchange, redirectUri, Map.of("error", "access_denied"));
        } else if (exchange.parameter("login_hint").isEmpty()) {
            exchange.page(200, ChoicePage.of("Google", people.list(), exchange.parameters()));
        } else {
            Person person =
                    people.get(
                            exchange.parameter("login_hint").orElseThrow(),
                            exchange.parameter("email_verified").map(Boolean::valueOf));
            String scope = exchange.parameter("scope").orElse("");
            Agreement agreement =
                    new Agreement(
                            person,
                            redirectUri,
                            scope,
                            exchange.parameter("nonce"),
                            exchange.parameter("code_challenge"),
                            false);
            back(
                    exchange,
                    redirectUri,
                    Map.of("code", "4/" + codes.issue(agreement), "scope", scope, "iss", issuer));
        }
    }

    private Optional<String> problem(Exchange exchange, String redirectUri) {
        if (!client.id().equals(exchange.parameter("client_id").orElse(""))) {
            return Optional.of("invalid_client");
        }
        if (!client.callbacks().contains(redirectUri)) {
            return Optional.of("redirect_uri_mismatch");
        }
        boolean plain =
                exchange.parameter("code_challenge").isPresent()
                        && exchange.parameter("code_challenge_method")
                                .filter("S256"::equals)
                                .isEmpty();
        boolean code = exchange.parameter("response_type").filter("code"::equals).isPresent();
        return plain || !code ? Optional.of("invalid_request") : Optional.empty();
    }

    private static void back(Exchange exchange, String redirectUri, Map<String, String> answer) {
        Map<String, String> parameters = new LinkedHashMap<>(answer);
        exchange.parameter("state").ifPresent(state -> parameters.put("state", state));
        exchange.redirect(302, Urls.with(redirectUri, parameters));
    }

    private void token(Exchange exchange) throws IOException {
        Map<String, String> given = ClientCredentials.read(exchange);
        exchange.header("Cache-Control", "no-store");
        if (!client.id().equals(given.getOrDefault("client_id", ""))
                || !Tokens.same(client.secret(), given.getOrDefault("client_secret", ""))) {
            error(exchange, 401, "invalid_client", "Unauthorized");
            return;
        }
        if (!given.getOrDefault("grant_type", "").equals("authorization_code")) {
            error(
                    exchange,
                    400,
                    "unsupported_grant_type",
                    "Invalid grant_type: " + given.get("grant_type"));
            return;
        }
        Optional<Agreement> agreement =
                codes.take(given.getOrDefault("code", "").replaceFirst("^4/", ""))
                        .filter(agreed -> agreed.isProvenBy(given));
        if (agreement.isEmpty()) {
            error(exchange, 400, "invalid_grant", "Bad Request");
            return;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", Tokens.random("ya29.", 40));
        answer.put("expires_in", TOKEN_LIFETIME.toSeconds());
        answer.put("scope", agreement.get().scope());
        answer.put("token_type", "Bearer");
        answer.put("id_token", key.sign(claims(agreement.get(), client.id())));
        exchange.json(200, answer);
    }

    private JWTClaimsSet claims(Agreement agreement, String audience) {
        Person person = agreement.person();
        Instant now = clock.instant();
        JWTClaimsSet.Builder claims =
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .audience(audience)
                        .claim("azp", audience)
                        .subject("1%020d".formatted(person.number()))
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(TOKEN_LIFETIME)));
        agreement.nonce().ifPresent(nonce -> claims.claim("nonce", nonce));
        if (agreement.covers("email")) {
            claims.claim("email", person.email()).claim("email_verified", person.emailVerified());
        }
        if (agreement.covers("profile")) {
            claims.claim("name", person.name());
        }
        return claims.build();
    }

    private String onThePhone(PhoneSheet.Asked asked) {
        Agreement agreement =
                new Agreement(
                        people.get(asked.email(), Optional.empty()),
                        "",
                        "openid email profile",
                        Optional.of(asked.nonce()),
                        Optional.empty(),
                        false);
        return key.sign(claims(agreement, asked.audience()));
    }

    private static void error(Exchange exchange, int status, String code, String description)
            throws IOException {
        exchange.json(status, Map.of("error", code, "error_description", description));
    }
}
