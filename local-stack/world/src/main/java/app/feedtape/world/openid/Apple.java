package app.feedtape.world.openid;

import app.feedtape.world.WorldSettings.AppleClient;
import app.feedtape.world.people.ChoicePage;
import app.feedtape.world.people.People;
import app.feedtape.world.people.Person;
import app.feedtape.world.people.SingleUseCodes;
import app.feedtape.world.state.StateFile;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Routes;
import app.feedtape.world.web.Tokens;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Sign in with Apple behind {@code /apple}: the answer is posted by the browser, the name is told
 * once.
 */
public final class Apple {

    private record Known(TreeSet<Long> people) {}

    private final AppleClient client;
    private final String issuer;
    private final People people;
    private final SingleUseCodes<Agreement> codes;
    private final SigningKey key;
    private final AppleClientSecret secret;
    private final AppleTokens tokens;
    private final AppleGrants grants;
    private final AppleNews news;
    private final StateFile<Known> file;

    public Apple(AppleClient client, URI origin, People people, Path directory, Clock clock) {
        this.client = client;
        this.issuer = origin + "/apple";
        this.people = people;
        this.codes = new SingleUseCodes<>(clock);
        this.key = new SigningKey(directory, "apple");
        this.secret = new AppleClientSecret(client, issuer, clock);
        this.tokens = new AppleTokens(client.id(), issuer, key, clock);
        this.grants = new AppleGrants(people);
        this.news = new AppleNews(client, issuer, key, grants, people, clock);
        this.file = new StateFile<>(directory, "apple.json", Known.class);
    }

    public void mount(Routes routes) {
        routes.get(
                "/apple/.well-known/openid-configuration",
                exchange -> exchange.json(200, discovery()));
        routes.get("/apple/auth/authorize", this::authorize);
        routes.post("/apple/auth/token", this::token);
        routes.get("/apple/auth/keys", exchange -> exchange.json(200, key.publicKeys()));
        routes.post("/apple/auth/revoke", this::revoke);
        routes.post(
                "/apple/_sheet",
                exchange -> PhoneSheet.answer(exchange, client.all(), this::onThePhone));
        routes.get("/apple/_tokens", grants::show);
        routes.post("/apple/_notify", news::tell);
    }

    private Map<String, Object> discovery() {
        Map<String, Object> discovery = new LinkedHashMap<>();
        discovery.put("issuer", issuer);
        discovery.put("authorization_endpoint", issuer + "/auth/authorize");
        discovery.put("token_endpoint", issuer + "/auth/token");
        discovery.put("jwks_uri", issuer + "/auth/keys");
        discovery.put("revocation_endpoint", issuer + "/auth/revoke");
        discovery.put("response_types_supported", List.of("code"));
        discovery.put("response_modes_supported", List.of("query", "form_post"));
        discovery.put("subject_types_supported", List.of("pairwise"));
        discovery.put("id_token_signing_alg_values_supported", List.of("RS256"));
        discovery.put("scopes_supported", List.of("openid", "email", "name"));
        discovery.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
        return discovery;
    }

    /**
     * A wrong request is an error page, never a redirect. {@code &hide_email=true} gives a private
     * relay address.
     */
    private void authorize(Exchange exchange) throws IOException {
        String redirectUri = exchange.parameter("redirect_uri").orElse("");
        Optional<String> problem = problem(exchange, redirectUri);
        if (problem.isPresent()) {
            exchange.page(400, Page.of("Invalid request", Html.of("<p>{}</p>", problem.get())));
        } else if (exchange.parameter("deny").filter("true"::equals).isPresent()) {
            post(exchange, redirectUri, Map.of("error", "user_cancelled_authorize"));
        } else if (exchange.parameter("login_hint").isEmpty()) {
            exchange.page(200, ChoicePage.of("Apple", people.list(), exchange.parameters()));
        } else {
            agree(exchange, redirectUri);
        }
    }

    private Optional<String> problem(Exchange exchange, String redirectUri) {
        if (!client.id().equals(exchange.parameter("client_id").orElse(""))) {
            return Optional.of("invalid_client: Invalid client.");
        }
        if (!client.callbacks().contains(redirectUri)) {
            return Optional.of("invalid_request: Invalid web redirect url.");
        }
        if (exchange.parameter("response_type").filter("code"::equals).isEmpty()) {
            return Optional.of(
                    "unsupported_response_type: The local Apple answers response_type code.");
        }
        return exchange.parameter("response_mode").filter("form_post"::equals).isPresent()
                ? Optional.empty()
                : Optional.of(
                        "invalid_request: response_mode must be form_post when name or email scope is requested.");
    }

    private void agree(Exchange exchange, String redirectUri) throws IOException {
        Person person =
                people.get(
                        exchange.parameter("login_hint").orElseThrow(),
                        exchange.parameter("email_verified").map(Boolean::valueOf));
        Agreement agreement =
                new Agreement(
                        person,
                        redirectUri,
                        exchange.parameter("scope").orElse(""),
                        exchange.parameter("nonce"),
                        Optional.empty(),
                        exchange.parameter("hide_email").filter("true"::equals).isPresent());
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("code", codes.issue(agreement));
        if (isFirstTime(person) && (agreement.covers("name") || agreement.covers("email"))) {
            answer.put("user", Json.MAPPER.writeValueAsString(introduction(agreement)));
        }
        post(exchange, redirectUri, answer);
    }

    private synchronized boolean isFirstTime(Person person) {
        Known known = file.load().orElseGet(() -> new Known(new TreeSet<>()));
        boolean first = known.people().add(person.number());
        if (first) {
            file.save(known);
        }
        return first;
    }

    private static Map<String, Object> introduction(Agreement agreement) {
        Map<String, Object> introduction = new LinkedHashMap<>();
        if (agreement.covers("name")) {
            String[] names = agreement.person().name().split(" ", 2);
            introduction.put(
                    "name",
                    Map.of("firstName", names[0], "lastName", names.length > 1 ? names[1] : ""));
        }
        if (agreement.covers("email")) {
            introduction.put("email", AppleTokens.email(agreement));
        }
        return introduction;
    }

    /**
     * The browser posts the answer across sites, which is why the state's cookie has to be
     * SameSite=None.
     */
    private static void post(Exchange exchange, String redirectUri, Map<String, String> answer)
            throws IOException {
        Map<String, String> fields = new LinkedHashMap<>(answer);
        exchange.parameter("state").ifPresent(state -> fields.put("state", state));
        FormPost.send(exchange, redirectUri, fields);
    }

    private void token(Exchange exchange) throws IOException {
        Map<String, String> given = exchange.parameters();
        exchange.header("Cache-Control", "no-store");
        if (!client.id().equals(given.getOrDefault("client_id", ""))
                || !secret.accepts(given.getOrDefault("client_secret", ""))) {
            exchange.json(400, Map.of("error", "invalid_client"));
            return;
        }
        if (!given.getOrDefault("grant_type", "").equals("authorization_code")) {
            exchange.json(400, Map.of("error", "unsupported_grant_type"));
            return;
        }
        Optional<Agreement> agreement =
                codes.take(given.getOrDefault("code", ""))
                        .filter(agreed -> agreed.isProvenBy(given));
        if (agreement.isEmpty()) {
            exchange.json(
                    400,
                    Map.of(
                            "error",
                            "invalid_grant",
                            "error_description",
                            "The code has expired or has been revoked."));
            return;
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", Tokens.random("a", 40));
        answer.put("token_type", "Bearer");
        answer.put("expires_in", 3600);
        answer.put("refresh_token", grants.give(agreement.get().person()));
        answer.put("id_token", tokens.idToken(agreement.get()));
        exchange.json(200, answer);
    }

    private void revoke(Exchange exchange) throws IOException {
        Map<String, String> given = exchange.parameters();
        if (!client.id().equals(given.getOrDefault("client_id", ""))
                || !secret.accepts(given.getOrDefault("client_secret", ""))) {
            exchange.json(400, Map.of("error", "invalid_client"));
            return;
        }
        grants.revoke(given.getOrDefault("token", ""));
        exchange.empty(200);
    }

    private String onThePhone(PhoneSheet.Asked asked) {
        Agreement agreement =
                new Agreement(
                        people.get(asked.email(), Optional.empty()),
                        "",
                        "name email",
                        Optional.of(asked.nonce()),
                        Optional.empty(),
                        asked.hidesEmail());
        return tokens.idToken(agreement, asked.audience());
    }
}
