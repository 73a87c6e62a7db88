package app.feedtape.admin.limits;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.admin.OrdersTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OverrideTest extends OrdersTest {

    @Test
    void anOverrideIsOrderedOfBillingByAdministratorsAlone() {
        UUID payer = UUID.randomUUID();
        String path = "/payers/" + payer + "/overrides";
        String body = "{\"amount\":9,\"reason\":\"r\"}";
        String admin = operator("admin").bearer();
        assertThat(send("PUT", "/api/admin" + path + "/feeds", admin, body).status())
                .isEqualTo(200);
        assertThat(SERVICES.orders).containsExactly("PUT /internal" + path + "/feeds " + body);
        assertThat(get("/v1/admin" + path).status()).isEqualTo(200);
        assertThat(SERVICES.orders).last().isEqualTo("GET /internal" + path + " ");
        String support = operator("support").bearer();
        assertThat(send("PUT", "/api/admin" + path + "/feeds", support, body).status())
                .isEqualTo(403);
        assertThat(get("/api/admin/payers/x/overrides").status()).isIn(400, 404);
        assertThat(SERVICES.orders).hasSize(2);
    }
}
