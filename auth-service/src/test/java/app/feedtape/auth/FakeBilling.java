package app.feedtape.auth;

import app.feedtape.test.LoopbackServer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Billing's one call: 503 except for payers a test has given a plan. */
public final class FakeBilling {

    private final Map<String, Long> proVersions = new ConcurrentHashMap<>();
    private final Set<String> free = ConcurrentHashMap.newKeySet();
    private final HttpServer server;

    FakeBilling() {
        server = LoopbackServer.start();
        server.createContext("/internal/entitlements/", this::entitlement);
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public void givePro(String payerId, long version) {
        proVersions.put(payerId, version);
    }

    public void giveFree(String payerId, long version) {
        free.add(payerId);
        proVersions.put(payerId, version);
    }

    private void entitlement(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String payer = path.substring(path.lastIndexOf('/') + 1);
        Long version = proVersions.get(payer);
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        boolean answers =
                version != null && authorization != null && authorization.startsWith("Bearer ");
        byte[] body =
                (answers ? inPlan(payer, answer(payer, version)) : "{}")
                        .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answers ? 200 : 503, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private String inPlan(String payer, String pro) {
        return free.contains(payer)
                ? pro.replace("\"pro\"", "\"free\"")
                        .replace("\"api_keys\":true", "\"api_keys\":false")
                : pro;
    }

    private static String answer(String payer, long version) {
        return """
        {"payer_id":"%s","version":%d,"plan":"pro","plan_version":1,"status":"active","source":"stripe",
         "source_purchase_id":"00000000-0000-7000-8000-000000000001","trial_ends_at":null,"valid_until":null,
         "overrides":{},"changed_at":"2026-11-20T00:00:00Z",
         "catalogue_plan":{"plan":"pro","version":1,"display_name":"Pro","limits":{"characters_per_day":200000,
           "feeds":null,"voice_engines":["standard","neural"],"jobs_per_month":500,"kept_audio_mb":10000,
           "api_calls_per_day":100000,"api_keys":true,"seats":5},"features":["api_access"],"rate_limits":{}}}\
        """
                .formatted(payer, version);
    }
}
