package app.feedtape.billing.store;

/** A store whose buyers hand in what they bought, because it sells without us. */
public interface ReceiptStore extends Store {

    /**
     * The id of what was bought, by what the app hands in; 400 when that is not the store's own.
     * What may be had for it is not said by the receipt: it is read.
     */
    String prove(String receipt);
}
