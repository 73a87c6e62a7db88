package app.feedtape.admin.statistics;

import app.feedtape.admin.order.Orders;
import app.feedtape.web.call.ServiceCall;
import app.feedtape.web.document.Shape;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.servlet.RequiresRole;
import app.feedtape.web.token.Caller;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

@RestController
@RequestMapping({"/api/admin", "/v1/admin"})
class StatisticsController {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final ServiceCall MARGINS =
            new ServiceCall(
                    "billing-service",
                    "GET",
                    "/internal/margins?from=%s&to=%s&group_by=%s&limit=%s%s",
                    TIMEOUT);
    private static final ServiceCall MONTHS =
            new ServiceCall("billing-service", "GET", "/internal/payers/%s/usage-months", TIMEOUT);
    private static final ServiceCall COSTS =
            new ServiceCall("billing-service", "GET", "/internal/provider-costs", TIMEOUT);
    private static final ServiceCall SET_COST =
            new ServiceCall("billing-service", "PUT", "/internal/provider-costs/%s", TIMEOUT);

    private static final List<String> COLUMNS =
            List.of(
                    "month",
                    "key",
                    "currency",
                    "characters",
                    "cost_minor",
                    "revenue_minor",
                    "margin_minor");

    private static final MediaType CSV = new MediaType("text", "csv", StandardCharsets.UTF_8);

    private final Orders orders;

    StatisticsController(Orders orders) {
        this.orders = orders;
    }

    /**
     * Characters, what the provider asks for them and what was paid, by month: {@code from} and
     * {@code to} like {@code 2026-11}, both included; {@code group_by} payer, account, plan or
     * month. {@code format=csv} answers the page as a file, with the cursor of the next one in
     * {@code X-Next-Cursor}. 400.
     */
    @Shape("Page<app.feedtape.billing.rating.Margins.Margin>")
    @GetMapping("/stats/usage")
    ResponseEntity<?> usage(
            Caller caller,
            @RequestParam String from,
            @RequestParam String to,
            @RequestParam(name = "group_by", defaultValue = "month") String groupBy,
            @RequestParam(defaultValue = "50") @Min(1) @Max(100) int limit,
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(defaultValue = "json") String format) {
        boolean asFile = format.equals("csv");
        if (!asFile && !format.equals("json")) {
            throw Refusal.invalid("format", "It is json or csv.");
        }
        JsonNode page =
                orders.give(
                        caller,
                        MARGINS,
                        null,
                        encoded(from),
                        encoded(to),
                        encoded(groupBy),
                        limit,
                        cursor == null ? "" : "&cursor=" + encoded(cursor));
        return asFile ? file(page) : ResponseEntity.ok(page);
    }

    private static ResponseEntity<String> file(JsonNode page) {
        var answer =
                ResponseEntity.ok()
                        .contentType(CSV)
                        .header(
                                HttpHeaders.CONTENT_DISPOSITION,
                                "attachment; filename=\"usage.csv\"");
        page.path("next_cursor")
                .asStringOpt()
                .ifPresent(next -> answer.header("X-Next-Cursor", next));
        return answer.body(Csv.of(COLUMNS, page.path("items")));
    }

    /** A payer's months by account and engine, the newest first. */
    @GetMapping("/payers/{payer}/usage-months")
    @Shape("app.feedtape.billing.rating.RatingController.MonthsResponse")
    JsonNode months(Caller caller, @PathVariable UUID payer) {
        return orders.give(caller, MONTHS, null, payer);
    }

    /** What the speech provider asks for a million characters, by engine, with what it asked. */
    @GetMapping("/provider-costs")
    @Shape("app.feedtape.billing.rating.RatingController.CostsResponse")
    JsonNode costs(Caller caller) {
        return orders.give(caller, COSTS, null);
    }

    /** What it asks from a day on: {@code {minor_per_million, valid_from, reason}}. 400. */
    @RequiresRole("admin")
    @PutMapping("/provider-costs/{engine:[a-z][a-z0-9-]*}")
    @Shape("app.feedtape.billing.rating.RatingController.CostsResponse")
    JsonNode setCost(
            Caller caller,
            @PathVariable String engine,
            @RequestBody @Shape("app.feedtape.billing.rating.RatingController.CostRequest")
                    JsonNode cost) {
        return orders.give(caller, SET_COST, cost, engine);
    }

    private static String encoded(String given) {
        return URLEncoder.encode(given, StandardCharsets.UTF_8);
    }
}
