package app.feedtape.billing.store;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.billing.closing.StoreEndings.Ending;
import app.feedtape.billing.purchase.Source;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoreReferenceTest {

    @Test
    void whatWhoeverHasItMayHandInIsWrittenToNoLog() {
        StoreReference google = new StoreReference(Source.GOOGLE, "token.of.google");
        assertThat(google.toString()).matches("google #[0-9a-f]{12}");
        assertThat(new Ending("google", "acknowledgement", "token.of.google", UUID.randomUUID(), 1))
                .hasToString("acknowledgement " + google);
        assertThat(new StoreReference(Source.STRIPE, "sub_1")).hasToString("stripe sub_1");
    }
}
