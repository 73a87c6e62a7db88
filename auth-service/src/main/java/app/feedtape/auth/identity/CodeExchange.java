package app.feedtape.auth.identity;

import app.feedtape.auth.identity.Provider.Profile;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.web.problem.Refusal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
    private final IdTokens idTokens;

    CodeExchange(ProviderHttp http, IdTokens idTokens) {
        this.http = http;
        this.idTokens = idTokens;
    }

    /**
     * Asks the provider, up to three calls.
     *
     * @param name what the way back said the person is called; believed as a name and nothing else
     * @throws Refusal VALIDATION_FAILED for a code that does not belong to this attempt,
     *     UPSTREAM_UNAVAILABLE when the provider gives no usable answer
     */
    ProvenIdentity exchange(
            Provider provider,
            SignInAttempt attempt,
            String code,
            URI redirect,
            @Nullable String name) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("grant_type", "authorization_code");
        members.put("client_id", provider.client().id());
        members.put("client_secret", provider.client().secret().forCall(provider.client().id()));
        members.put("code", code);
        members.put("redirect_uri", redirect.toString());
        if (provider.knowsPkce()) {
            members.put("code_verifier", attempt.verifier().value());
        }
        JsonNode answer = http.token(provider, post(provider.token(), members));
        String error = answer.path("error").asString("");
        if (THE_CODES_FAULT.contains(error)) {
            throw foreign();
        }
        return switch (provider.profile()) {
            case Profile.GitHubApi api -> gitHub(provider, api, required(provider, answer, error));
            case Profile.OpenId openId -> openId(provider, openId, attempt, answer, name);
        };
    }

    private static Refusal foreign() {
        return Refusal.invalid("code", "The provider does not accept this sign-in.");
    }

    private static String required(Provider provider, JsonNode answer, String error) {
        String token = answer.path("access_token").asString("");
        if (token.isEmpty()) {
            LOG.error("{} gave no token: {}", provider, error);
            throw ProviderHttp.unavailable(new IllegalStateException("no access token"));
        }
        return token;
    }

    private ProvenIdentity openId(
            Provider provider,
            Profile.OpenId profile,
            SignInAttempt attempt,
            JsonNode answer,
            @Nullable String name) {
        String token = answer.path("id_token").asString("");
        if (token.isEmpty()) {
            LOG.error("{} gave no id token: {}", provider, answer.path("error").asString(""));
            throw ProviderHttp.unavailable(new IllegalStateException("no id token"));
        }
        Optional<IdToken> accepted =
                idTokens.accept(provider, profile, Set.of(provider.client().id()), token);
        return accepted.filter(each -> isOf(attempt, each.nonce()))
                .orElseThrow(CodeExchange::foreign)
                .person(
                        provider.name(),
                        name,
                        provider.revoke() == null
                                ? null
                                : answer.path("refresh_token").asString(null));
    }

    /** Another attempt's code brings another attempt's nonce. */
    private static boolean isOf(SignInAttempt attempt, @Nullable String nonce) {
        return nonce != null
                && MessageDigest.isEqual(OneTimeSecret.sha256(nonce), attempt.nonceHash());
    }

    /**
     * The address on GitHub's profile is public text; only the list of addresses says what is
     * verified.
     */
    private ProvenIdentity gitHub(Provider provider, Profile.GitHubApi api, String accessToken) {
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
                user.path("name").asString(null),
                false,
                null);
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

    static HttpRequest.Builder post(URI address, Map<String, String> members) {
        return HttpRequest.newBuilder(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(members)));
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
