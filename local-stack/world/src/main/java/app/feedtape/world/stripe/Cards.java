package app.feedtape.world.stripe;

import app.feedtape.world.web.Json;
import app.feedtape.world.web.Tokens;
import java.util.HexFormat;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * The cards people pay with. As with Stripe's own test cards the number says what becomes of a
 * payment that the person is not there for; the same number has the same fingerprint, whoever shows
 * it.
 */
final class Cards {

    static final String GOOD = "4242424242424242";
    private static final String DECLINED_LATER = "4000000000000341";
    private static final String ASKS_EVERY_TIME = "4000002760003184";

    /** Not a card but an account with somebody who pays: nobody is known by it. */
    private static final String NO_CARD = "0000000000000000";

    private static final String FAILS = "_fails";

    private final Books books;

    Cards(Books books) {
        this.books = books;
    }

    /** A payment method of this customer. */
    ObjectNode attach(String customer, String number) {
        String digits = number.replace(" ", "");
        if (!digits.matches("[0-9]{12,19}")) {
            throw StripeProblem.invalid(
                    "incorrect_number", "card", "Your card number is incorrect.");
        }
        ObjectNode method = Json.MAPPER.createObjectNode();
        method.put("id", Tokens.random("pm_1", 23)).put("object", "payment_method");
        method.put("allow_redisplay", "limited").put("created", books.now());
        method.putObject("billing_details").putNull("email").putNull("name").putNull("phone");
        method.put("customer", customer).put("livemode", false).put("type", "card");
        ObjectNode card = method.putObject("card");
        card.put("brand", "visa").put("country", "US").put("exp_month", 12).put("exp_year", 2040);
        card.put("fingerprint", fingerprint(digits)).put("funding", "credit");
        card.put("last4", digits.substring(digits.length() - 4));
        method.putObject("metadata");
        if (digits.equals(NO_CARD)) {
            method.put("type", "link").remove("card");
        }
        method.put("_number", digits).put(FAILS, digits.equals(DECLINED_LATER));
        books.put(method);
        return method;
    }

    private static String fingerprint(String digits) {
        return HexFormat.of().formatHex(Tokens.sha256("card " + digits)).substring(0, 16);
    }

    /** The one a subscription is paid with. */
    ObjectNode of(ObjectNode subscription) {
        return books.find(
                        "payment_method", subscription.path("default_payment_method").asString(""))
                .orElseGet(() -> {
                    ObjectNode card = attach(subscription.path("customer").asString(), GOOD);
                    subscription.set("default_payment_method", card.path("id"));
                    return card;
                });
    }

    /** From now on payments with it fail, or no longer. */
    void fail(ObjectNode subscription, boolean fails) {
        of(subscription).put(FAILS, fails);
        books.touch();
    }

    /** Stripe's word for why a payment fails that the person is not there for. */
    Optional<String> refusal(ObjectNode subscription) {
        ObjectNode method = of(subscription);
        if (method.path(FAILS).asBoolean()) {
            return Optional.of("card_declined");
        }
        return method.path("_number").asString().equals(ASKS_EVERY_TIME)
                ? Optional.of("subscription_payment_intent_requires_action")
                : Optional.empty();
    }
}
