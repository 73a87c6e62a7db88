package app.feedtape.admin.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.admin.OrdersTest;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PlanTest extends OrdersTest {

    private static final String CHANGE =
            "{\"version\":1,\"limits\":{\"feeds\":null},\"reason\":\"r\"}";

    @Test
    void ordersGoToBillingInTheOperatorsName() {
        String admin = operator("admin").bearer();
        SERVICES.answer = "{\"name\":\"pro\",\"limits\":{\"feeds\":null}}";
        for (String prefix : new String[] {"/api/admin", "/v1/admin"}) {
            Answer answer = send("PATCH", prefix + "/plans/pro", admin, CHANGE);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.raw()).isEqualTo(SERVICES.answer);
            assertThat(SERVICES.orders).last().isEqualTo("PATCH /internal/plans/pro " + CHANGE);
        }
        assertThat(JSON.readTree(SERVICES.tokenRequests.getFirst()).path("audience").asString())
                .isEqualTo("billing-service");
        assertThat(send("POST", "/api/admin/plans", admin, CHANGE).status()).isEqualTo(201);
        assertThat(SERVICES.orders).last().isEqualTo("POST /internal/plans " + CHANGE);
        String price = "/plans/pro/prices/stripe/USD/year";
        assertThat(send("PUT", "/api/admin" + price, admin, CHANGE).status()).isEqualTo(200);
        assertThat(SERVICES.orders).last().isEqualTo("PUT /internal" + price + " " + CHANGE);
    }

    @Test
    void supportLooksAndChangesNothing() {
        String support = operator("support").bearer();
        assertThat(get("/api/admin/plans").status()).isEqualTo(200);
        assertThat(get("/api/admin/plans/pro").status()).isEqualTo(200);
        assertThat(get("/api/admin/plans/pro/history?before=7&limit=3").status()).isEqualTo(200);
        assertThat(SERVICES.orders)
                .containsExactly(
                        "GET /internal/plans ",
                        "GET /internal/plans/pro ",
                        "GET /internal/plans/pro/history?before=7&limit=3 ");
        for (String method : new String[] {"PATCH", "POST", "PUT"}) {
            String path =
                    switch (method) {
                        case "PATCH" -> "/api/admin/plans/pro";
                        case "POST" -> "/api/admin/plans";
                        default -> "/api/admin/plans/pro/prices/stripe/USD/month";
                    };
            assertThat(send(method, path, support, CHANGE).status()).isEqualTo(403);
        }
        assertThat(get("/api/admin/plans/pro/history?limit=101").status()).isEqualTo(400);
        assertThat(get("/api/admin/plans/p%2F..%2Fq").status()).isIn(400, 404);
        assertThat(SERVICES.orders).hasSize(3);
    }

    @Test
    void whoComesLateIsToldTheVersionThatIs() {
        SERVICES.status = 409;
        SERVICES.answer =
                "{\"error\":{\"code\":\"CONFLICT\",\"message\":\"m\",\"details\":{\"version\":4}}}";
        Answer answer = send("PATCH", "/api/admin/plans/pro", operator("admin").bearer(), CHANGE);
        assertThat(answer.status()).isEqualTo(409);
        JsonNode details = answer.body().at("/error/details");
        assertThat(details.path("version").asLong()).isEqualTo(4);
    }
}
