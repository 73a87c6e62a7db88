package app.feedtape.tts.ledger;

/**
 * What a listening cost.
 *
 * @param charged characters paid
 * @param released characters held and given back
 * @param settled whether these figures are final
 */
public record Receipt(long charged, long released, boolean settled) {}
