package app.feedtape.billing.store;

/** What a store says when it is asked about a subscription. */
public sealed interface StoreAnswer {

    record Found(StoreSubscription subscription) implements StoreAnswer {}

    /** It answered, but nothing can be written down for that as things are. */
    record Unclear(String reason) implements StoreAnswer {}
}
