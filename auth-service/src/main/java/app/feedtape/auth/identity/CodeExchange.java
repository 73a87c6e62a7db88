package app.feedtape.auth.identity;

import app.feedtape.web.problem.Refusal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** A provider's code becomes what the provider says about the person. */
@Component
class CodeExchange {

    private static final Logger LOG = LoggerFactory.getLogger(CodeExchange.class);

    /** What a code that is wrong, spent or not meant for this attempt is called. */
    private static final Set<String> THE_CODES_FAULT =
            Set.of("bad_verification_code", "invalid_grant", "bad_code_verifier");

    private final ProviderHttp http;

    CodeExchange(ProviderHttp http) {
        this.http = http;
    }

    /**
     * Asks the provider, up to three calls.
     *
     * @param verifier the PKCE verifier of the attempt
     * @throws Refusal VALIDATION_FAILED for a code that does not belong to this attempt,
     *     UPSTREAM_UNAVAILABLE when the provider gives no usable answer
     */
    ProvenIdentity exchange(Provider provider, String code, String verifier, URI redirect) {
        String form =
                form(
                        Map.of(
                                "grant_type",
                                "authorization_code",
                                "client_id",
                                provider.clientId(),
                                "client_secret",
                                provider.clientSecret(),
                                "code",
                                code,
                                "code_verifier",
                                verifier,
                                "redirect_uri",
                                redirect.toString()));
        JsonNode answer =
                http.json(
                        provider,
                        HttpRequest.newBuilder(provider.token())
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString(form)));
        String error = answer.path("error").asString("");
        if (THE_CODES_FAULT.contains(error)) {
            throw Refusal.invalid("code", "The provider does not accept this sign-in.");
        }
        String accessToken = answer.path("access_token").asString("");
        if (accessToken.isEmpty()) {
            LOG.error("{} gave no token: {}", provider, error);
            throw ProviderHttp.unavailable(new IllegalStateException("no access token"));
        }
        return switch (provider.profile()) {
            case Provider.Profile.GitHubApi api -> gitHub(provider, api, accessToken);
        };
    }

    /**
     * The address on GitHub's profile is public text; only the list of addresses says what is
     * verified.
     */
    private ProvenIdentity gitHub(
            Provider provider, Provider.Profile.GitHubApi api, String accessToken) {
        JsonNode user = http.json(provider, get(api.user(), accessToken));
        JsonNode id = user.path("id");
        if (!id.isIntegralNumber()) {
            throw ProviderHttp.unavailable(new IllegalStateException("a user without id"));
        }
        JsonNode primary = primary(http.json(provider, get(api.emails(), accessToken)));
        return new ProvenIdentity(
                provider.name(),
                id.asString(),
                primary == null ? null : primary.path("email").asString(null),
                primary != null && primary.path("verified").asBoolean(false),
                user.path("name").asString(null));
    }

    private static @Nullable JsonNode primary(JsonNode addresses) {
        for (JsonNode address : addresses) {
            if (address.path("primary").asBoolean(false)) {
                return address;
            }
        }
        return null;
    }

    private static HttpRequest.Builder get(URI address, String accessToken) {
        return HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + accessToken)
                .GET();
    }

    static String form(Map<String, String> members) {
        return members.entrySet().stream()
                .map(member -> encode(member.getKey()) + "=" + encode(member.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
