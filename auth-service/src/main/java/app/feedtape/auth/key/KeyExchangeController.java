package app.feedtape.auth.key;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.token.KeySecret;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** API keys as they arrive at the gateway. 403 for every other service. */
@RestController
class KeyExchangeController {

    private final KeyExchange exchange;

    KeyExchangeController(KeyExchange exchange) {
        this.exchange = exchange;
    }

    record ExchangeRequest(@JsonProperty("key") @Nullable String key) {
        @Override
        public String toString() {
            return "ExchangeRequest[hidden]";
        }
    }

    record ExchangeResponse(
            @JsonProperty("token") String token,
            @JsonProperty("expires_in") long expiresIn,
            @JsonProperty("version") long version) {
        @Override
        public String toString() {
            return "ExchangeResponse[hidden]";
        }
    }

    /**
     * A token of at most a minute for a key, which ends with it. 404 NOT_FOUND for a key that is
     * unknown, expired or revoked; 403 ACCOUNT_SUSPENDED.
     */
    @PostMapping("/internal/keys/exchange")
    ExchangeResponse exchange(ServiceCaller caller, @RequestBody ExchangeRequest request) {
        if (!caller.name().equals("gateway")) {
            throw ErrorCode.FORBIDDEN.because("This is for the gateway.");
        }
        KeySecret secret =
                KeySecret.parse(request.key() == null ? "" : request.key())
                        .orElseThrow(KeyExchange::unknown);
        KeyExchange.Exchanged exchanged = exchange.exchange(secret);
        return new ExchangeResponse(
                exchanged.token().token(), exchanged.token().lifeSeconds(), exchanged.version());
    }
}
