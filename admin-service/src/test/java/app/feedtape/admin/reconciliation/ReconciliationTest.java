package app.feedtape.admin.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.admin.OrdersTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReconciliationTest extends OrdersTest {

    @Test
    void administratorsHaveEverythingComparedAndSupportReadsWhatCameOfIt() {
        String path = "/reconciliations";
        String admin = operator("admin").bearer();
        assertThat(send("POST", "/api/admin" + path, admin).status()).isEqualTo(202);
        assertThat(send("POST", "/api/admin" + path, operator("support").bearer()).status())
                .isEqualTo(403);
        String run = path + "/" + UUID.randomUUID();
        assertThat(get("/api/admin" + run).status()).isEqualTo(200);
        assertThat(get("/v1/admin" + path).status()).isEqualTo(200);
        assertThat(SERVICES.orders)
                .containsExactly(
                        "POST /internal" + path + " ",
                        "GET /internal" + run + " ",
                        "GET /internal" + path + " ");
    }
}
