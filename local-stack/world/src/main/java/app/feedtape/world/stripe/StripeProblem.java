package app.feedtape.world.stripe;

import app.feedtape.world.web.Json;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** An error in the shape and with the words Stripe uses. */
final class StripeProblem extends RuntimeException {

    private static final String INVALID_REQUEST = "invalid_request_error";

    private final int status;
    private final String type;
    private final Optional<String> code;
    private final Optional<String> parameter;

    private StripeProblem(
            int status,
            String type,
            Optional<String> code,
            Optional<String> parameter,
            String message) {
        super(message);
        this.status = status;
        this.type = type;
        this.code = code;
        this.parameter = parameter;
    }

    static StripeProblem unauthorized(String message) {
        return new StripeProblem(401, INVALID_REQUEST, Optional.empty(), Optional.empty(), message);
    }

    static StripeProblem missing(String kind, String id, String parameter) {
        return new StripeProblem(
                404,
                INVALID_REQUEST,
                Optional.of("resource_missing"),
                Optional.of(parameter),
                "No such " + kind + ": '" + id + "'");
    }

    /**
     * A reference inside a request that leads nowhere is 400, where the object of the address
     * itself would be 404.
     */
    static StripeProblem dangling(String kind, String id, String parameter) {
        return new StripeProblem(
                400,
                INVALID_REQUEST,
                Optional.of("resource_missing"),
                Optional.of(parameter),
                "No such " + kind + ": '" + id + "'");
    }

    static StripeProblem invalid(String code, String parameter, String message) {
        return new StripeProblem(
                400, INVALID_REQUEST, Optional.of(code), Optional.of(parameter), message);
    }

    static StripeProblem invalid(String message) {
        return new StripeProblem(400, INVALID_REQUEST, Optional.empty(), Optional.empty(), message);
    }

    static StripeProblem otherParameters(String key) {
        return new StripeProblem(
                400,
                "idempotency_error",
                Optional.empty(),
                Optional.empty(),
                "Keys for idempotent requests can only be used with the same parameters they were first used with. "
                        + "Try using a key other than '"
                        + key
                        + "' if you meant to execute a different request.");
    }

    /** A payment that cannot be made. */
    static StripeProblem card(String code) {
        return new StripeProblem(
                402,
                "card_error",
                Optional.of(code),
                Optional.empty(),
                code.equals("card_declined")
                        ? "Your card was declined."
                        : "This payment requires additional user action before it can be completed.");
    }

    /** What Stripe answers on a bad day. */
    static StripeProblem badDay(int status) {
        return switch (status) {
            case 429 ->
                    new StripeProblem(
                            429,
                            INVALID_REQUEST,
                            Optional.of("rate_limit"),
                            Optional.empty(),
                            "Request rate limit exceeded.");
            case 409 ->
                    new StripeProblem(
                            409,
                            "idempotency_error",
                            Optional.of("idempotency_key_in_use"),
                            Optional.empty(),
                            "There is currently another in-progress request using this Stripe-Idempotency-Key.");
            default ->
                    new StripeProblem(
                            status,
                            "api_error",
                            Optional.empty(),
                            Optional.empty(),
                            "Something went wrong on Stripe's end.");
        };
    }

    static StripeProblem failed() {
        return new StripeProblem(
                500,
                "api_error",
                Optional.empty(),
                Optional.empty(),
                "The local Stripe failed; its log says why.");
    }

    int status() {
        return status;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    ObjectNode body(String requestId) {
        ObjectNode error = Json.MAPPER.createObjectNode();
        code.ifPresent(value ->
                error.put("code", value)
                        .put(
                                "doc_url",
                                "https://stripe.com/docs/error-codes/" + value.replace('_', '-')));
        error.put("message", reason());
        parameter.ifPresent(value -> error.put("param", value));
        error.put("request_log_url", "/stripe#" + requestId);
        error.put("type", type);
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.set("error", error);
        return body;
    }
}
