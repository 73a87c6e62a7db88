package app.feedtape.auth.identity;

import java.net.URI;

/**
 * A provider of sign-in: all that differs from one to the next, as data.
 *
 * @param name as in {@code /auth/oauth/{name}}
 * @param issuer the {@code iss} its answers may carry (RFC 9207)
 * @param authorize where the browser is sent
 * @param token where the code is exchanged
 * @param profile how the person behind the token is learned
 */
record Provider(
        String name,
        String clientId,
        String clientSecret,
        String issuer,
        URI authorize,
        URI token,
        String scope,
        Profile profile) {

    /** How the person behind a provider's token is learned. */
    sealed interface Profile {
        /** GitHub's REST API, which knows no id token. */
        record GitHubApi(URI user, URI emails) implements Profile {}
    }

    @Override
    public String toString() {
        return "Provider[" + name + "]";
    }
}
