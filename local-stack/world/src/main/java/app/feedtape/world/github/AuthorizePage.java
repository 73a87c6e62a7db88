package app.feedtape.world.github;

import app.feedtape.world.WorldSettings.GitHubClient;
import app.feedtape.world.people.ChoicePage;
import app.feedtape.world.people.People;
import app.feedtape.world.people.Person;
import app.feedtape.world.people.SingleUseCodes;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Urls;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code /github/login/oauth/authorize}: who are you, and do you agree. */
final class AuthorizePage {

    private final GitHubClient client;
    private final People people;
    private final SingleUseCodes<Agreement> codes;

    AuthorizePage(GitHubClient client, People people, SingleUseCodes<Agreement> codes) {
        this.client = client;
        this.people = people;
        this.codes = codes;
    }

    /**
     * An unknown client is GitHub's 404 page; a redirect address that is not registered sends the
     * browser to the registered one with {@code error=redirect_uri_mismatch}. Otherwise 302 with
     * {@code code} and {@code state}.
     */
    void authorize(Exchange exchange) throws IOException {
        if (!client.id().equals(exchange.parameter("client_id").orElse(""))) {
            exchange.page(
                    404,
                    Page.of(
                            "Not found",
                            Html.of("<p>GitHub knows no application of this client id.</p>")));
            return;
        }
        Optional<String> asked = exchange.parameter("redirect_uri");
        if (asked.isPresent() && !registered(asked.get())) {
            refuse(
                    exchange,
                    client.callbacks().getFirst(),
                    "redirect_uri_mismatch",
                    "The redirect_uri is not associated with this application.");
            return;
        }
        String redirectUri = asked.orElse(client.callbacks().getFirst());
        Optional<String> challenge = exchange.parameter("code_challenge");
        if (challenge.isPresent()
                && !usable(challenge.get(), exchange.parameter("code_challenge_method"))) {
            refuse(
                    exchange,
                    redirectUri,
                    "invalid_request",
                    "Only S256 code challenges of 43 characters are supported.");
        } else if (exchange.parameter("deny").filter("true"::equals).isPresent()) {
            refuse(
                    exchange,
                    redirectUri,
                    "access_denied",
                    "The user has denied your application access.");
        } else {
            identify(exchange, redirectUri, challenge);
        }
    }

    private static boolean usable(String challenge, Optional<String> method) {
        return method.filter("S256"::equals).isPresent() && challenge.matches("[A-Za-z0-9_-]{43}");
    }

    private void identify(Exchange exchange, String redirectUri, Optional<String> challenge)
            throws IOException {
        Optional<String> hint = exchange.parameter("login_hint");
        if (hint.isEmpty()) {
            exchange.page(200, ChoicePage.of("GitHub", people.list(), exchange.parameters()));
            return;
        }
        Optional<Boolean> verified = exchange.parameter("email_verified").map(Boolean::valueOf);
        Person person = people.get(hint.get(), verified);
        String scope =
                Arrays.stream(exchange.parameter("scope").orElse("").split("[\\s,]+"))
                        .filter(part -> !part.isEmpty())
                        .distinct()
                        .sorted()
                        .collect(Collectors.joining(","));
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put(
                "code", codes.issue(new Agreement(person.number(), redirectUri, scope, challenge)));
        exchange.parameter("state").ifPresent(state -> answer.put("state", state));
        exchange.redirect(302, Urls.with(redirectUri, answer));
    }

    /**
     * GitHub's rule: same scheme, host and port as a registered address, and its path or one below
     * it.
     */
    private boolean registered(String asked) {
        return Urls.web(asked)
                .filter(address ->
                        client.callbacks().stream()
                                .map(URI::create)
                                .anyMatch(callback -> within(callback, address)))
                .isPresent();
    }

    private static boolean within(URI callback, URI asked) {
        String path = asked.normalize().getPath();
        return callback.getScheme().equals(asked.getScheme())
                && callback.getHost().equalsIgnoreCase(asked.getHost())
                && callback.getPort() == asked.getPort()
                && asked.getUserInfo() == null
                && (path.equals(callback.getPath()) || path.startsWith(callback.getPath() + "/"));
    }

    private static void refuse(
            Exchange exchange, String redirectUri, String error, String description) {
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("error", error);
        answer.put("error_description", description);
        answer.put(
                "error_uri",
                "https://docs.github.com/apps/managing-oauth-apps/"
                        + "troubleshooting-authorization-request-errors/");
        exchange.parameter("state").ifPresent(state -> answer.put("state", state));
        exchange.redirect(302, Urls.with(redirectUri, answer));
    }
}
