package app.feedtape.gateway;

import app.feedtape.test.TestIdentity;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.springframework.test.context.DynamicPropertyRegistry;

/** The five services of a test JVM, and a billing that knows everybody's plan. */
public final class Fakes {

    public static final FakeService AUTH = new FakeService();
    public static final FakeService FEED = new FakeService();
    public static final FakeService TTS = new FakeService();
    public static final FakeService BILLING = new FakeService();
    public static final FakeService ADMIN = new FakeService();

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<String, Map<String, Object>> RATES =
            Map.of(
                    "free", rates(60, 30),
                    "pro", rates(300, 120),
                    "wide", rates(100_000, 100_000));

    static {
        AUTH.answer("GET", "/.well-known/jwks.json", exchange -> relay(exchange, "GET"));
        AUTH.answer(
                "POST",
                "/internal/service-tokens",
                (FakeService.Raw) exchange -> relay(exchange, "POST"));
    }

    private Fakes() {}

    /** Puts the fakes where the gateway looks for the services, or others in their place. */
    public static void stand(DynamicPropertyRegistry properties, Map<String, String> others) {
        Map.of("auth", AUTH, "feed", FEED, "tts", TTS, "billing", BILLING, "admin", ADMIN)
                .forEach((name, service) -> {
                    properties.add(
                            "feedtape.services[" + name + "-service]",
                            () -> others.getOrDefault(name, service.url()));
                    properties.add("feedtape.house.management." + name, service::url);
                });
        properties.add("feedtape.edge.trusted-hops", () -> 1);
    }

    private static Map<String, Object> rates(int api, int speech) {
        return Map.of("api", api, "speech", speech);
    }

    /** From now on billing says this of the payer. */
    public static void entitle(String payerId, String plan, long version) {
        BILLING.json(
                "GET",
                "/internal/entitlements/" + payerId,
                200,
                entitlement(payerId, plan, version));
    }

    private static String entitlement(String payerId, String plan, long version) {
        Map<String, Object> rates = RATES.get(plan);
        return """
        {"payer_id":"%s","version":%d,"plan":"%s","plan_version":1,"status":"active",
         "source":"stripe","source_purchase_id":"00000000-0000-7000-8000-000000000001",
         "trial_ends_at":null,"valid_until":null,"overrides":{},
         "changed_at":"2026-11-20T00:00:00Z",
         "catalogue_plan":{"plan":"%s","version":1,"display_name":"%s",
           "limits":{"characters_per_day":20000,"feeds":3,"voice_engines":["standard"],
             "jobs_per_month":10,"kept_audio_mb":100,"api_calls_per_day":5000,
             "api_keys":%s,"seats":1},
           "features":[],
           "rate_limits":{"api":{"requests":%s,"window_seconds":60},
             "speech":{"requests":%s,"window_seconds":60}}}}
        """
                .formatted(
                        payerId,
                        version,
                        plan,
                        plan,
                        plan,
                        !plan.equals("free"),
                        rates.get("api"),
                        rates.get("speech"));
    }

    private static void relay(HttpExchange exchange, String method) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                        URI.create(
                                TestIdentity.shared().url() + exchange.getRequestURI().getPath()));
        String credentials = exchange.getRequestHeaders().getFirst("Authorization");
        if (credentials != null) {
            request.header("Authorization", credentials);
        }
        byte[] body = exchange.getRequestBody().readAllBytes();
        try {
            HttpResponse<String> answer =
                    HTTP.send(
                            request.method(method, HttpRequest.BodyPublishers.ofByteArray(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            FakeService.json(exchange, answer.statusCode(), answer.body());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
