package app.feedtape.admin.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.admin.OrdersTest;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StatisticsTest extends OrdersTest {

    private static final String PAGE =
            """
            {"items":[{"month":"2026-11","key":"=1+1,\\"x\\"","currency":"USD","characters":5,"cost_minor":2,
              "revenue_minor":-7,"margin_minor":-9}],"next_cursor":"abc"}
            """;

    @Test
    void usageIsReadOfBillingAsAPageOrAsAFileThatNoSpreadsheetTakesForFormulas() {
        SERVICES.answer = PAGE;
        String path = "/stats/usage?from=2026-10&to=2026-11&group_by=payer&limit=2&cursor=a%26b";
        assertThat(get("/api/admin" + path).body()).isEqualTo(JSON.readTree(PAGE));
        assertThat(SERVICES.orders)
                .containsExactly(
                        "GET /internal/margins?from=2026-10&to=2026-11&group_by=payer&limit=2&cursor=a%26b ");
        Answer file = get("/v1/admin" + path + "&format=csv");
        assertThat(file.raw())
                .isEqualTo(
                        "month,key,currency,characters,cost_minor,revenue_minor,margin_minor\r\n"
                                + "2026-11,\"'=1+1,\"\"x\"\"\",USD,5,2,-7,-9\r\n");
        assertThat(file.response().headers().firstValue("Content-Type"))
                .hasValue("text/csv;charset=UTF-8");
        assertThat(file.response().headers().firstValue("X-Next-Cursor")).hasValue("abc");
        assertThat(get("/api/admin" + path + "&format=xls").status()).isEqualTo(400);
        assertThat(get("/api/admin/stats/usage?from=2026-10").status()).isEqualTo(400);
    }

    @Test
    void administratorsSayWhatTheProviderAsks() {
        String body = "{\"minor_per_million\":400,\"valid_from\":\"2026-11-01\",\"reason\":\"r\"}";
        String path = "/api/admin/provider-costs/long-form";
        assertThat(send("PUT", path, operator("admin").bearer(), body).status()).isEqualTo(200);
        assertThat(SERVICES.orders)
                .containsExactly("PUT /internal/provider-costs/long-form " + body);
        assertThat(send("PUT", path, operator("support").bearer(), body).status()).isEqualTo(403);
        assertThat(get("/api/admin/provider-costs").status()).isEqualTo(200);
        UUID payer = UUID.randomUUID();
        assertThat(get("/api/admin/payers/" + payer + "/usage-months").status()).isEqualTo(200);
        assertThat(SERVICES.orders)
                .last()
                .isEqualTo("GET /internal/payers/" + payer + "/usage-months ");
    }
}
