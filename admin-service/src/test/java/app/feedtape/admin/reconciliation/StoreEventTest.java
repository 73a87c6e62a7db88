package app.feedtape.admin.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.admin.OrdersTest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StoreEventTest extends OrdersTest {

    @Test
    void supportReadsWhatCouldNotBeAppliedAndAdministratorsDecideAboutIt() {
        String admin = operator("admin").bearer();
        String support = operator("support").bearer();
        String one = "/store-events/" + UUID.randomUUID();
        String why = "{\"reason\":\"the price is there now\"}";
        assertThat(get("/api/admin/store-events").status()).isEqualTo(200);
        assertThat(get("/v1/admin" + one).status()).isEqualTo(200);
        for (String order : List.of("/retry", "/settle")) {
            assertThat(send("POST", "/api/admin" + one + order, support, why).status())
                    .isEqualTo(403);
            assertThat(send("POST", "/api/admin" + one + order, admin, why).status())
                    .isEqualTo(200);
        }
        assertThat(SERVICES.orders)
                .containsExactly(
                        "GET /internal/store-events ",
                        "GET /internal" + one + " ",
                        "POST /internal" + one + "/retry " + why,
                        "POST /internal" + one + "/settle " + why);
    }
}
