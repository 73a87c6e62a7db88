package app.feedtape.world.openid;

import app.feedtape.world.people.Person;
import app.feedtape.world.web.Tokens;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** What a person agreed to at a provider, as the authorize address had it. */
record Agreement(
        Person person,
        String redirectUri,
        String scope,
        Optional<String> nonce,
        Optional<String> challenge,
        boolean hidesEmail) {

    boolean covers(String wanted) {
        return Arrays.asList(scope.split("[\\s+]+")).contains(wanted);
    }

    /**
     * Whether the caller of the token endpoint is the one who began: same redirect address,
     * verifier of the challenge.
     */
    boolean isProvenBy(Map<String, String> given) {
        return redirectUri.equals(given.getOrDefault("redirect_uri", ""))
                && challenge
                        .map(sent ->
                                Tokens.same(
                                        sent,
                                        Tokens.challenge(given.getOrDefault("code_verifier", ""))))
                        .orElse(true);
    }
}
