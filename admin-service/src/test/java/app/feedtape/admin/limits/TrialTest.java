package app.feedtape.admin.limits;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.admin.OrdersTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TrialTest extends OrdersTest {

    @Test
    void aTrialIsGivenAgainByAdministratorsAlone() {
        UUID payer = UUID.randomUUID();
        String path = "/payers/" + payer + "/trial";
        String body = "{\"days\":7,\"reason\":\"they asked\"}";
        String admin = operator("admin").bearer();
        assertThat(send("POST", "/api/admin" + path, admin, body).status()).isEqualTo(200);
        assertThat(SERVICES.orders)
                .containsExactly(
                        "POST /internal/trials {\"payer_id\":\"%s\",\"days\":7,\"reason\":\"they asked\"}"
                                .formatted(payer));
        for (String wrong : new String[] {"{\"days\":0}", "{\"days\":366}", "{}"}) {
            assertThat(send("POST", "/v1/admin" + path, admin, wrong).status()).isEqualTo(400);
        }
        String support = operator("support").bearer();
        assertThat(send("POST", "/api/admin" + path, support, body).status()).isEqualTo(403);
        assertThat(SERVICES.orders).hasSize(1);
    }
}
