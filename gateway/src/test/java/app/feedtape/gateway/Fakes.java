package app.feedtape.gateway;

import app.feedtape.test.TestIdentity;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.test.context.DynamicPropertyRegistry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
        everybodyStands();
        BILLING.answer(
                "POST", "/internal/api-calls", (FakeService.Raw) exchange -> lease(exchange));
    }

    private static final Map<String, Days> DAYS = new ConcurrentHashMap<>();

    /** What auth says of everybody, should it be asked. */
    public static void everybodyStands() {
        stands("active", false, "listener", "support", "admin");
    }

    /** From now on auth says this of everybody. */
    public static void stands(String status, boolean sessionOver, String... roles) {
        AUTH.json(
                "GET",
                "/internal/standing",
                200,
                JsonMapper.shared()
                        .writeValueAsString(
                                Map.of(
                                        "status",
                                        status,
                                        "roles",
                                        roles,
                                        "session_over",
                                        sessionOver)));
    }

    /** A payer's day as billing counts it; a lease of a tenth. */
    public static final class Days {
        private final long limit;
        private long calls;
        public volatile boolean away;

        private Days(long limit) {
            this.limit = limit;
        }

        synchronized long lease(long held) {
            long granted = Math.min(limit / 10 - held, limit - calls);
            calls += granted;
            return granted;
        }

        public synchronized long calls() {
            return calls;
        }
    }

    /** From now on billing counts the payer's calls of the day; of others it grants many. */
    public static Days count(String payerId, long limit) {
        Days days = new Days(limit);
        DAYS.put(payerId, days);
        return days;
    }

    private static void lease(HttpExchange exchange) throws IOException {
        JsonNode asked = JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
        Days days = DAYS.get(asked.path("payer_id").asString());
        if (days != null && days.away) {
            FakeService.json(exchange, 503, "{}");
            return;
        }
        long granted = days == null ? 1_000 : days.lease(asked.path("held").asLong());
        String tomorrow = LocalDate.now(ZoneOffset.UTC).plusDays(1) + "T00:00:00Z";
        FakeService.json(
                exchange,
                200,
                "{\"limit\":%s,\"calls\":%d,\"granted\":%d,\"resets_at\":\"%s\"}"
                        .formatted(
                                days == null ? null : days.limit,
                                days == null ? 0 : days.calls(),
                                granted,
                                tomorrow));
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

    /** The same with another limit of API calls a day. */
    public static void allow(String payerId, long version, long apiCallsPerDay) {
        BILLING.json(
                "GET",
                "/internal/entitlements/" + payerId,
                200,
                entitlement(payerId, "wide", version, apiCallsPerDay));
    }

    private static String entitlement(String payerId, String plan, long version) {
        return entitlement(payerId, plan, version, 5_000);
    }

    private static String entitlement(
            String payerId, String plan, long version, long apiCallsPerDay) {
        Map<String, Object> rates = RATES.get(plan);
        return """
        {"payer_id":"%s","version":%d,"plan":"%s","plan_version":1,"status":"active",
         "source":"stripe","source_purchase_id":"00000000-0000-7000-8000-000000000001",
         "trial_ends_at":null,"valid_until":null,"overrides":{},
         "changed_at":"2026-11-20T00:00:00Z",
         "catalogue_plan":{"plan":"%s","version":1,"display_name":"%s",
           "limits":{"characters_per_day":20000,"feeds":3,"voice_engines":["standard"],
             "jobs_per_month":10,"kept_audio_mb":100,"api_calls_per_day":%s,
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
                        apiCallsPerDay,
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
