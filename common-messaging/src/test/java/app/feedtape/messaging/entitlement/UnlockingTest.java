package app.feedtape.messaging.entitlement;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.PlanChanged;
import app.feedtape.events.PlanFact.Rate;
import app.feedtape.web.decision.Decision;
import app.feedtape.web.decision.Subject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnlockingTest {

    private static final List<PlanChanged> CATALOGUE =
            List.of(
                    plan("enterprise", 2_000_000L, null, null, 600, "standard,neural,generative"),
                    plan("free", 20_000L, 3, 10, 60, "standard"),
                    plan("pro", 200_000L, null, 500, 300, "standard,neural"),
                    withdrawn(
                            plan(
                                    "basic",
                                    100_000L,
                                    1_000,
                                    600,
                                    400,
                                    "standard,neural,generative")));

    private static PlanChanged withdrawn(PlanChanged plan) {
        return new PlanChanged(
                plan.plan(),
                plan.version() + 1,
                plan.displayName(),
                plan.limits(),
                plan.features(),
                plan.rateLimits(),
                false);
    }

    private static PlanChanged plan(
            String name,
            Long characters,
            @Nullable Integer feeds,
            @Nullable Integer jobs,
            int rate,
            String engines) {
        boolean paid = !name.equals("free");
        return new PlanChanged(
                name,
                1,
                name,
                new Limits(
                        characters, feeds, List.of(engines.split(",")), jobs, 100, 5_000L, paid, 1),
                paid ? List.of("custom_voices") : List.of(),
                Map.of("api", new Rate(rate, 60)));
    }

    private static @Nullable Object value(@Nullable String text) {
        return text != null && text.matches("[0-9]+") ? (Object) Long.valueOf(text) : text;
    }

    @ParameterizedTest
    @CsvSource({
        "characters_per_day, free,       20000,   0, 20000,   1,          pro",
        "characters_per_day, free,       0,       0, 20000,   200001,     enterprise",
        "characters_per_day, free,       1000,    199000, 20000, 1,       enterprise",
        "characters_per_day, pro,        200000,  0, 200000,  1,          enterprise",
        "characters_per_day, enterprise, 2000000, 0, 2000000, 1,          ",
        "trial_days,         free,       ,        ,  7,       500,        pro",
        "feeds,              free,       3,       ,  3,       1,          pro",
        "jobs_per_month,     free,       10,      ,  10,      1,          pro",
        "jobs_per_month,     pro,        500,     ,  500,     1,          enterprise",
        "voice_engine,       free,       ,        ,  standard, neural,    pro",
        "voice_engine,       free,       ,        ,  standard, generative, enterprise",
        "api_keys,           free,       ,        ,  0,       1,          pro",
        "rate_limit.api,     free,       60,      ,  60,      1,          pro",
        "rate_limit.api,     pro,        300,     ,  300,     1,          enterprise",
        "rate_limit.api,     enterprise, 600,     ,  600,     1,          ",
        "rate_limit.webhook, ,           600,     ,  600,     1,          ",
        "streams_at_once,    free,       4,       ,  4,       1,          ",
        "password_tries,     ,           ,        ,  ,        ,           "
    })
    void theSmallestPlanThatLetsItInIsNamed(
            String rule,
            @Nullable String plan,
            @Nullable Long used,
            @Nullable Long held,
            @Nullable String limit,
            @Nullable String requested,
            @Nullable String unlockedBy) {
        Decision decision =
                new Decision(
                        Subject.house(),
                        Instant.EPOCH,
                        "ANY",
                        402,
                        "any",
                        rule,
                        plan,
                        used,
                        held,
                        value(limit),
                        value(requested),
                        60L,
                        null,
                        null);
        assertThat(Unlocking.smallest(CATALOGUE, decision).orElse(null)).isEqualTo(unlockedBy);
    }
}
