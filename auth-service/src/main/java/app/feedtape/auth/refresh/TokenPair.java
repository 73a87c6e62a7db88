package app.feedtape.auth.refresh;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a sign-in or a refresh gives.
 *
 * @param expiresIn seconds the access token lives
 */
public record TokenPair(
        @JsonProperty("token") String token,
        @JsonProperty("refresh_token") String refreshToken,
        @JsonProperty("expires_in") long expiresIn) {

    @Override
    public String toString() {
        return "TokenPair[hidden]";
    }
}
