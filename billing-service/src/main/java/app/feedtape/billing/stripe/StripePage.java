package app.feedtape.billing.stripe;

/** A page of Stripe's that a person is sent to. */
public record StripePage(String id, String url) {}
