package app.feedtape.world.openid;

import app.feedtape.world.web.Exchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The parameters of a token call; a client that sends its name and secret as HTTP Basic has them
 * among the others.
 */
final class ClientCredentials {

    private ClientCredentials() {}

    static Map<String, String> read(Exchange exchange) {
        Map<String, String> given = new LinkedHashMap<>(exchange.parameters());
        String header = exchange.requestHeader("Authorization").orElse("");
        if (header.startsWith("Basic ")) {
            String[] pair = decode(header.substring(6).strip()).split(":", 2);
            given.put("client_id", URLDecoder.decode(pair[0], StandardCharsets.UTF_8));
            given.put(
                    "client_secret",
                    pair.length > 1 ? URLDecoder.decode(pair[1], StandardCharsets.UTF_8) : "");
        }
        return given;
    }

    private static String decode(String basic) {
        try {
            return new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException unreadable) {
            return "";
        }
    }
}
