package app.feedtape.tts.usage;

import app.feedtape.events.Entitlement;
import app.feedtape.tts.audio.KeptAudio;
import app.feedtape.tts.jobs.JobQuota;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.ledger.DayUsage;
import app.feedtape.tts.plans.Plans;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The payer's own figures; nothing in the request can name another's. */
@RestController
class UsageController {

    private static final int DAYS = 30;
    private static final int CHARACTERS_PER_MINUTE = 1_000;

    private final CharacterLedger ledger;
    private final JobQuota jobs;
    private final Plans plans;
    private final KeptAudio kept;

    UsageController(CharacterLedger ledger, JobQuota jobs, Plans plans, KeptAudio kept) {
        this.ledger = ledger;
        this.jobs = jobs;
        this.plans = plans;
        this.kept = kept;
    }

    record UsageResponse(
            @JsonProperty("period") String period,
            @JsonProperty("usage") Figures usage,
            @JsonProperty("limits") Limits limits,
            @JsonProperty("characters_held") long held,
            @JsonProperty("characters_remaining") @Nullable Long remaining,
            @JsonProperty("resets_at") Instant resetsAt,
            @JsonProperty("jobs") Jobs jobs,
            @JsonProperty("kept_audio") Kept keptAudio,
            @JsonProperty("history") List<Day> history) {}

    /**
     * Full megabytes of 1,000,000 bytes of the payer's listenings that can be fetched.
     *
     * @param limit null is unlimited
     */
    record Kept(
            @JsonProperty("used_mb") long used,
            @JsonProperty("limit_mb") @Nullable Integer limit) {}

    /** Full minutes of 1,000 characters. */
    record Figures(
            @JsonProperty("characters") long characters,
            @JsonProperty("minutes") long minutes,
            @JsonProperty("requests") long requests) {}

    /** Null is unlimited. */
    record Limits(
            @JsonProperty("characters") @Nullable Long characters,
            @JsonProperty("minutes") @Nullable Long minutes,
            @JsonProperty("requests") @Nullable Long requests) {}

    /** Background jobs of the UTC month; a limit of null is unlimited. */
    record Jobs(
            @JsonProperty("used") int used,
            @JsonProperty("limit") @Nullable Integer limit,
            @JsonProperty("resets_at") Instant resetsAt) {}

    record Day(
            @JsonProperty("date") LocalDate date,
            @JsonProperty("characters") long characters,
            @JsonProperty("minutes") long minutes,
            @JsonProperty("requests") long requests) {}

    /**
     * Today and the 30 days up to it, newest first, days without listening included. Characters
     * being spent at this moment are {@code characters_held} and count against what remains.
     */
    @OpenToKeys(KeyScope.USAGE_READ)
    @GetMapping("/api/tts/usage")
    UsageResponse usage(Caller caller) {
        Entitlement entitlement = plans.get(caller);
        DayUsage today = ledger.today(caller.payerId());
        Long limit = entitlement.limits().charactersPerDay();
        return new UsageResponse(
                "daily",
                new Figures(today.committed(), minutes(today.committed()), today.requests()),
                new Limits(
                        limit,
                        limit == null ? null : minutes(limit),
                        entitlement.limits().apiCallsPerDay()),
                today.held(),
                limit == null ? null : Math.max(0, limit - today.spent()),
                today.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant(),
                jobs(caller, entitlement),
                new Kept(
                        kept.bytes(caller.payerId()) / KeptAudio.MEGABYTE,
                        entitlement.limits().keptAudioMegabytes()),
                history(caller, today.day()));
    }

    private Jobs jobs(Caller caller, Entitlement entitlement) {
        JobQuota.Used used = jobs.used(caller.payerId());
        return new Jobs(
                used.jobs(),
                entitlement.limits().jobsPerMonth(),
                used.month().plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    private List<Day> history(Caller caller, LocalDate today) {
        Map<LocalDate, DayUsage> days =
                ledger.history(caller.payerId(), DAYS).stream()
                        .collect(Collectors.toMap(DayUsage::day, Function.identity()));
        return IntStream.range(0, DAYS)
                .mapToObj(today::minusDays)
                .map(date -> days.getOrDefault(date, new DayUsage(date, 0, 0, 0)))
                .map(day ->
                        new Day(
                                day.day(),
                                day.committed(),
                                minutes(day.committed()),
                                day.requests()))
                .toList();
    }

    private static long minutes(long characters) {
        return characters / CHARACTERS_PER_MINUTE;
    }
}
