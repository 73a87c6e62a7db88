package app.feedtape.auth.identity;

import app.feedtape.auth.identity.Provider.Client;
import app.feedtape.auth.identity.Provider.Profile;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.secret.UnusableSecret;
import java.net.URI;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.springframework.stereotype.Component;

/** The table of providers: those that are configured. */
@Component
class Providers {

    private final Map<String, Provider> byName = new TreeMap<>();

    Providers(ProviderSettings settings, Clock clock) {
        if (!settings.github().clientId().isBlank()) {
            byName.put("github", gitHub(settings.github()));
        }
        if (!settings.google().clientId().isBlank()) {
            byName.put("google", google(settings.google()));
        }
        if (!settings.apple().clientId().isBlank()) {
            byName.put("apple", apple(settings.apple(), clock));
        }
    }

    private static Provider gitHub(ProviderSettings.GitHub settings) {
        return new Provider(
                "github",
                "GitHub",
                new Client(
                        settings.clientId(),
                        Set.of(settings.clientId()),
                        fixed("GITHUB", settings.clientSecret())),
                Set.of(settings.url() + "/login/oauth"),
                URI.create(settings.url() + "/login/oauth/authorize"),
                URI.create(settings.url() + "/login/oauth/access_token"),
                null,
                "read:user user:email",
                true,
                false,
                new Profile.GitHubApi(
                        URI.create(settings.apiUrl() + "/user"),
                        URI.create(settings.apiUrl() + "/user/emails")));
    }

    private static Provider google(ProviderSettings.Google settings) {
        return new Provider(
                "google",
                "Google",
                new Client(
                        settings.clientId(),
                        all(settings.clientId(), settings.phoneClientIds()),
                        fixed("GOOGLE", settings.clientSecret())),
                settings.issuers(),
                settings.authorizeUrl(),
                settings.tokenUrl(),
                null,
                "openid email profile",
                true,
                false,
                new Profile.OpenId(settings.keysUrl(), NonceForm.AS_IT_IS));
    }

    /** Apple documents no PKCE: there the nonce alone ties the code to the attempt. */
    private static Provider apple(ProviderSettings.Apple settings, Clock clock) {
        return new Provider(
                "apple",
                "Apple",
                new Client(
                        settings.clientId(),
                        all(settings.clientId(), settings.phoneClientIds()),
                        new AppleClientSecret(settings, clock)),
                settings.issuers(),
                URI.create(settings.url() + "/auth/authorize"),
                URI.create(settings.url() + "/auth/token"),
                URI.create(settings.url() + "/auth/revoke"),
                "name email",
                false,
                true,
                new Profile.OpenId(
                        URI.create(settings.url() + "/auth/keys"), NonceForm.SHA256_HEX));
    }

    private static ClientSecret fixed(String provider, String secret) {
        if (secret.isBlank()) {
            throw new UnusableSecret(
                    provider + "_CLIENT_SECRET",
                    "is missing while %s_CLIENT_ID is set.".formatted(provider));
        }
        return clientId -> secret;
    }

    private static Set<String> all(String webClient, Set<String> phoneClients) {
        Set<String> all = new TreeSet<>(phoneClients);
        all.add(webClient);
        all.removeIf(String::isBlank);
        return Set.copyOf(all);
    }

    /** 404 for a provider that is unknown or not configured. */
    Provider get(String name) {
        return find(name)
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is no such way to sign in."));
    }

    Optional<Provider> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** Of all that are offered. */
    Set<String> names() {
        return Set.copyOf(byName.keySet());
    }
}
