package app.feedtape.auth.refresh;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A pair of tokens in the words of OAuth 2.0 (RFC 6749, 5.1), for clients that are not our app.
 *
 * @param expiresIn seconds the access token lives
 */
public record TokenGrant(
        @JsonProperty("access_token") String accessToken,
        @JsonProperty("token_type") String tokenType,
        @JsonProperty("expires_in") long expiresIn,
        @JsonProperty("refresh_token") String refreshToken) {

    /** The same pair. */
    public static TokenGrant of(TokenPair pair) {
        return new TokenGrant(pair.token(), "Bearer", pair.expiresIn(), pair.refreshToken());
    }

    @Override
    public String toString() {
        return "TokenGrant[hidden]";
    }
}
