package app.feedtape.auth.identity;

import app.feedtape.auth.secret.UnusableSecret;
import app.feedtape.web.problem.ErrorCode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The table of providers: those that are configured. */
@Component
class Providers {

    private final Map<String, Provider> byName;

    Providers(ProviderSettings settings) {
        this.byName = settings.clientId().isBlank() ? Map.of() : Map.of("github", gitHub(settings));
    }

    private static Provider gitHub(ProviderSettings settings) {
        if (settings.clientSecret().isBlank()) {
            throw new UnusableSecret(
                    "GITHUB_CLIENT_SECRET", "is missing while GITHUB_CLIENT_ID is set.");
        }
        return new Provider(
                "github",
                settings.clientId(),
                settings.clientSecret(),
                settings.url() + "/login/oauth",
                URI.create(settings.url() + "/login/oauth/authorize"),
                URI.create(settings.url() + "/login/oauth/access_token"),
                "read:user user:email",
                new Provider.Profile.GitHubApi(
                        URI.create(settings.apiUrl() + "/user"),
                        URI.create(settings.apiUrl() + "/user/emails")));
    }

    /** 404 for a provider that is unknown or not configured. */
    Provider get(String name) {
        return Optional.ofNullable(byName.get(name))
                .orElseThrow(() -> ErrorCode.NOT_FOUND.because("There is no such way to sign in."));
    }
}
