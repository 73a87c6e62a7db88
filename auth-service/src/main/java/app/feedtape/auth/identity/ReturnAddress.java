package app.feedtape.auth.identity;

import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.secret.OneTimeSecret;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** The one address a phone is sent back to; nothing a request says can change it. */
final class ReturnAddress {

    private static final String DEEP_LINK = "feedtape://auth/callback?";

    private ReturnAddress() {}

    static URI with(TokenPair pair) {
        Map<String, String> members = new LinkedHashMap<>();
        members.put("token", pair.token());
        members.put("refresh_token", pair.refreshToken());
        members.put("expires_in", Long.toString(pair.expiresIn()));
        return URI.create(DEEP_LINK + CodeExchange.form(members));
    }

    static URI with(OneTimeSecret code) {
        return URI.create(DEEP_LINK + CodeExchange.form(Map.of("code", code.value())));
    }

    static URI withLink(OneTimeSecret code) {
        return URI.create(DEEP_LINK + CodeExchange.form(Map.of("link_code", code.value())));
    }

    static URI withError(String error) {
        return URI.create(DEEP_LINK + CodeExchange.form(Map.of("error", error)));
    }
}
