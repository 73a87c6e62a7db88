package app.feedtape.billing.store;

import app.feedtape.billing.purchase.Source;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The stores that are configured here. */
@Component
public class Stores {

    private final Map<Source, Store> bySource = new EnumMap<>(Source.class);

    Stores(List<Store> stores) {
        stores.stream()
                .filter(Store::isOpen)
                .forEach(store -> {
                    if (bySource.put(store.source(), store) != null) {
                        throw new IllegalStateException("Two stores are " + store.source());
                    }
                });
    }

    public Optional<Store> find(Source source) {
        return Optional.ofNullable(bySource.get(source));
    }

    /** Empty when only the buyer can end something there. */
    public Optional<EndingStore> findEnding(Source source) {
        return find(source).map(store -> store instanceof EndingStore ending ? ending : null);
    }

    /** Empty when it waits for no acknowledgement. */
    public Optional<AcknowledgedStore> findAcknowledged(Source source) {
        return find(source)
                .flatMap(store ->
                        store instanceof AcknowledgedStore waiting
                                ? Optional.of(waiting)
                                : Optional.empty());
    }

    /** Empty when it takes no receipts, or is not configured. */
    public Optional<ReceiptStore> findReceipts(Source source) {
        return find(source)
                .flatMap(store ->
                        store instanceof ReceiptStore receipts
                                ? Optional.of(receipts)
                                : Optional.empty());
    }

    /** Those that can be asked. */
    public Collection<Source> sources() {
        return bySource.keySet();
    }
}
