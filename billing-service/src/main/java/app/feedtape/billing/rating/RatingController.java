package app.feedtape.billing.rating;

import app.feedtape.billing.audit.Reason;
import app.feedtape.billing.rating.Margins.Margin;
import app.feedtape.billing.rating.Margins.MonthOfAccount;
import app.feedtape.billing.rating.ProviderCosts.Cost;
import app.feedtape.messaging.audit.Actor;
import app.feedtape.web.paging.Cursors;
import app.feedtape.web.paging.Page;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.ServiceCaller;
import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** For operators, by admin-service and the command line; 403 for everybody else. */
@RestController
class RatingController {

    private static final Set<String> GROUPS = Set.of("payer", "account", "plan", "month");
    private static final int MONTHS_AT_ONCE = 36;

    private final Margins margins;
    private final ProviderCosts costs;
    private final Cursors cursors;

    RatingController(Margins margins, ProviderCosts costs, Cursors cursors) {
        this.margins = margins;
        this.costs = costs;
        this.cursors = cursors;
    }

    record CostsResponse(@JsonProperty("items") List<Cost> items) {}

    record MonthsResponse(@JsonProperty("items") List<MonthOfAccount> items) {}

    /**
     * @param validFrom the first UTC day
     */
    record CostRequest(
            @JsonProperty("minor_per_million") @NotNull @Min(0) @Max(10_000_000) Integer amount,
            @JsonProperty("valid_from") @NotNull LocalDate validFrom,
            @JsonProperty("reason") @Nullable String reason) {}

    /**
     * What the provider asks beside what was paid, by month ({@code from} and {@code to} like
     * {@code 2026-11}, both included, 36 at most) and {@code group_by} payer, account, plan (as it
     * is now) or month.
     */
    @GetMapping("/internal/margins")
    Page<Margin> list(
            ServiceCaller caller,
            @RequestParam("from") String from,
            @RequestParam("to") String to,
            @RequestParam(name = "group_by", defaultValue = "month") String groupBy,
            @RequestParam(defaultValue = "50") @Min(1) @Max(Page.MAXIMUM_LIMIT) int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        Actor.of(caller);
        YearMonth first = month("from", from);
        YearMonth last = month("to", to);
        if (last.isBefore(first) || !last.isBefore(first.plusMonths(MONTHS_AT_ONCE))) {
            throw Refusal.invalid("to", "It is from %s on, 36 months at most.".formatted(first));
        }
        if (!GROUPS.contains(groupBy)) {
            throw Refusal.invalid("group_by", "It is payer, account, plan or month.");
        }
        String filter = first + "/" + last;
        List<Margin> found =
                margins.list(
                        first.atDay(1),
                        last.plusMonths(1).atDay(1),
                        groupBy,
                        cursor == null ? null : after(groupBy, filter, cursor),
                        limit + 1);
        List<Margin> page = found.subList(0, Math.min(limit, found.size()));
        return new Page<>(
                page, found.size() > limit ? next(groupBy, filter, page.getLast()) : null);
    }

    private static YearMonth month(String field, String given) {
        try {
            return YearMonth.parse(given);
        } catch (DateTimeException noMonth) {
            throw Refusal.invalid(field, "A month such as 2026-11 is needed.");
        }
    }

    private Margin after(String groupBy, String filter, String cursor) {
        List<String> key = cursors.decode(groupBy, filter, cursor);
        return new Margin(key.get(0), key.get(1), key.get(2), 0, 0, 0);
    }

    private String next(String groupBy, String filter, Margin last) {
        return cursors.encode(groupBy, filter, List.of(last.month(), last.key(), last.currency()));
    }

    /** A payer's months by account and engine, the newest 500 rows. */
    @GetMapping("/internal/payers/{payer}/usage-months")
    MonthsResponse months(ServiceCaller caller, @PathVariable("payer") UUID payer) {
        Actor.of(caller);
        return new MonthsResponse(margins.months(payer));
    }

    /** What the speech provider asks and asked for a million characters, by engine. */
    @GetMapping("/internal/provider-costs")
    CostsResponse costs(ServiceCaller caller) {
        Actor.of(caller);
        return new CostsResponse(costs.list());
    }

    /**
     * What it asks from a day on, also one that is over: months are reckoned anew with it. Answers
     * all. 400 without a reason.
     */
    @PutMapping("/internal/provider-costs/{engine}")
    CostsResponse set(
            ServiceCaller caller,
            @PathVariable("engine") String engine,
            @Valid @RequestBody CostRequest request) {
        Actor actor = Actor.of(caller);
        if (!engine.matches("[a-z][a-z0-9-]{0,30}")) {
            throw Refusal.invalid("engine", "That is no name of an engine.");
        }
        costs.set(
                actor,
                engine,
                request.validFrom(),
                request.amount(),
                Reason.parse(request.reason()));
        return new CostsResponse(costs.list());
    }
}
