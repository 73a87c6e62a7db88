package app.feedtape.auth.identity;

import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provider of sign-in: all that differs from one to the next, as data.
 *
 * @param name as in {@code /auth/oauth/{name}}
 * @param title as people know it
 * @param issuers the {@code iss} its answers (RFC 9207) and its id tokens may carry
 * @param authorize where the browser is sent
 * @param token where the code is exchanged
 * @param revoke where a refresh token is given back; null where there is none to give back
 * @param knowsPkce whether it checks a verifier (RFC 7636)
 * @param postsBack whether its answer comes as a form that the browser posts
 * @param profile how the person behind the token is learned
 */
record Provider(
        String name,
        String title,
        Client client,
        Set<String> issuers,
        URI authorize,
        URI token,
        @Nullable URI revoke,
        String scope,
        boolean knowsPkce,
        boolean postsBack,
        Profile profile) {

    /**
     * Our registration there.
     *
     * @param id of the web client, which the browser's trip uses
     * @param audiences the ids of all our clients, the phone's too: whom its id tokens may be for
     */
    record Client(String id, Set<String> audiences, ClientSecret secret) {
        @Override
        public String toString() {
            return "Client[" + id + "]";
        }
    }

    /** How the person behind a provider's token is learned. */
    sealed interface Profile {
        /** GitHub's REST API, which knows no id token. */
        record GitHubApi(URI user, URI emails) implements Profile {}

        /**
         * An OpenID Connect id token.
         *
         * @param keys the JWKS it is signed with
         * @param nativeNonce what the phone's own sign-in sheet makes of the app's nonce
         */
        record OpenId(URI keys, NonceForm nativeNonce) implements Profile {}
    }

    @Override
    public String toString() {
        return "Provider[" + name + "]";
    }
}
