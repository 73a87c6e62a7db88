package app.feedtape.billing.rating;

import java.util.List;

/** Stores that tell for long what they have taken: as long as a test likes. */
public final class LongRevenue extends Revenue {

    private final Runnable meanwhile;

    public LongRevenue(Runnable meanwhile) {
        super(List.of(), List.of(), null, null, null);
        this.meanwhile = meanwhile;
    }

    @Override
    public void collect() {
        meanwhile.run();
    }
}
