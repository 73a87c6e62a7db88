package app.feedtape.world.openid;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** The phone's own sign-in sheet, which hands the app an id token without any browser. */
final class PhoneSheet {

    private PhoneSheet() {}

    /**
     * What an app hands the sheet.
     *
     * @param nonce as the app hands it over, which for Apple is the hash of the one it keeps
     */
    record Asked(String email, String nonce, String audience, boolean hidesEmail) {}

    static void answer(Exchange exchange, List<String> clients, Function<Asked, String> sheet)
            throws IOException {
        JsonNode body = exchange.body();
        String audience = body.path("audience").asString(clients.getLast());
        if (!clients.contains(audience)) {
            throw new Refusal(400, "audience is one of " + String.join(", ", clients));
        }
        Asked asked =
                new Asked(
                        body.path("email").asString(""),
                        body.path("nonce").asString(""),
                        audience,
                        body.path("hide_email").asBoolean(false));
        exchange.json(200, Map.of("id_token", sheet.apply(asked)));
    }
}
