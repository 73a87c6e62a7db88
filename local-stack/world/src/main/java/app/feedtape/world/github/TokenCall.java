package app.feedtape.world.github;

import app.feedtape.world.WorldSettings.GitHubClient;
import app.feedtape.world.people.SingleUseCodes;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Tokens;
import app.feedtape.world.web.Urls;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST /github/login/oauth/access_token}: a code becomes a token. GitHub answers its errors
 * with 200.
 */
final class TokenCall {

    private static final String HELP =
            "https://docs.github.com/apps/managing-oauth-apps/"
                    + "troubleshooting-oauth-app-access-token-request-errors/#";

    private final GitHubClient client;
    private final SingleUseCodes<Agreement> codes;
    private final AccessTokens tokens;

    TokenCall(GitHubClient client, SingleUseCodes<Agreement> codes, AccessTokens tokens) {
        this.client = client;
        this.codes = codes;
        this.tokens = tokens;
    }

    void exchange(Exchange exchange) throws IOException {
        Map<String, String> given = given(exchange);
        if (!client.id().equals(given.getOrDefault("client_id", ""))) {
            exchange.json(404, Map.of("error", "Not Found"));
            return;
        }
        Map<String, String> answer = answer(given);
        exchange.header("Cache-Control", "no-store");
        if (exchange.wantsJson()) {
            exchange.json(200, answer);
        } else {
            exchange.text(200, "application/x-www-form-urlencoded", Urls.form(answer));
        }
    }

    /** GitHub reads the parameters from a form, from the query or from a JSON body. */
    private static Map<String, String> given(Exchange exchange) throws IOException {
        Map<String, String> given = new LinkedHashMap<>(exchange.parameters());
        if (exchange.requestHeader("Content-Type").orElse("").startsWith("application/json")) {
            for (Map.Entry<String, JsonNode> member : exchange.body().properties()) {
                given.put(member.getKey(), member.getValue().asString(""));
            }
        }
        return given;
    }

    private Map<String, String> answer(Map<String, String> given) {
        if (!Tokens.same(client.secret(), given.getOrDefault("client_secret", ""))) {
            return error(
                    "incorrect_client_credentials",
                    "The client_id and/or client_secret passed are incorrect.");
        }
        Optional<Agreement> found = codes.take(given.getOrDefault("code", ""));
        if (found.isEmpty() || !proves(found.get(), given)) {
            return error("bad_verification_code", "The code passed is incorrect or expired.");
        }
        Agreement agreement = found.get();
        if (!given.getOrDefault("redirect_uri", agreement.redirectUri())
                .equals(agreement.redirectUri())) {
            return error(
                    "redirect_uri_mismatch",
                    "The redirect_uri MUST match the registered callback URL for this application.");
        }
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("access_token", tokens.issue(agreement.person(), agreement.scope()));
        answer.put("scope", agreement.scope());
        answer.put("token_type", "bearer");
        return answer;
    }

    private static boolean proves(Agreement agreement, Map<String, String> given) {
        String verifier = given.getOrDefault("code_verifier", "");
        return agreement
                .challenge()
                .map(challenge -> Tokens.same(challenge, Tokens.challenge(verifier)))
                .orElse(true);
    }

    private static Map<String, String> error(String code, String description) {
        Map<String, String> error = new LinkedHashMap<>();
        error.put("error", code);
        error.put("error_description", description);
        error.put("error_uri", HELP + code.replace('_', '-'));
        return error;
    }
}
