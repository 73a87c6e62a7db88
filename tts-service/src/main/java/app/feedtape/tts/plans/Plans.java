package app.feedtape.tts.plans;

import app.feedtape.events.Entitlement;
import app.feedtape.messaging.entitlement.Entitlements;
import app.feedtape.web.WebSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.token.Caller;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The payer's entitlement, and how speech is refused for what it lacks (api.md, 402). */
@Component
public class Plans {

    /** Generative voices, and the choice among all voices (docs/decisions/0040). */
    public static final String CUSTOM_VOICES = "custom_voices";

    private static final String GENERATIVE = "generative";

    private final Entitlements entitlements;
    private final WebSettings settings;
    private final Clock clock;

    Plans(Entitlements entitlements, WebSettings settings, Clock clock) {
        this.entitlements = entitlements;
        this.settings = settings;
        this.clock = clock;
    }

    /** What the caller's payer may do; 503 UPSTREAM_UNAVAILABLE when nobody can say. */
    public Entitlement get(Caller caller) {
        try {
            return entitlements.find(caller.payerId(), caller.token().entitlementVersion()).join();
        } catch (CompletionException failure) {
            if (failure.getCause() instanceof Refusal refusal) {
                throw refusal;
            }
            throw failure;
        }
    }

    /**
     * How many megabytes of sound are kept for a payer, when there is a limit; nobody waits for it.
     */
    public Optional<Integer> keptAudioMegabytes(UUID payerId) {
        try {
            return Optional.ofNullable(
                    entitlements.find(payerId, 0).join().limits().keptAudioMegabytes());
        } catch (CompletionException away) {
            return Optional.empty();
        }
    }

    /** The same where it is only told and decides nothing: empty when nobody can say. */
    public Optional<Entitlement> find(Caller caller) {
        try {
            return Optional.of(get(caller));
        } catch (Refusal away) {
            return Optional.empty();
        }
    }

    /** Refuses where the free days are over. */
    public void requireSpeech(Entitlement entitlement, long characters) {
        if (!entitlement.allowsSpeechAt(clock.instant())) {
            throw refusal(
                            ErrorCode.TRIAL_EXPIRED,
                            entitlement.trialEndsAt() == null
                                    ? "Your free trial was used before. Choose a plan to listen."
                                    : "Your free trial is over. Choose a plan to go on listening.",
                            new Measure("trial_days", null, 7L, characters, null))
                    .with("plan", entitlement.plan());
        }
    }

    /**
     * Whether the plan has voices of this engine; generative ones come with {@link #CUSTOM_VOICES}.
     */
    public boolean allowsEngine(Entitlement entitlement, String engine) {
        return entitlement.allowsEngine(engine)
                && (!engine.equals(GENERATIVE) || allowsChosenVoices(entitlement));
    }

    /** Whether the plan has every voice there is, and not only one woman's and one man's. */
    public boolean allowsChosenVoices(Entitlement entitlement) {
        return entitlement.hasFeature(CUSTOM_VOICES);
    }

    /** The refusal for a voice engine that the plan lacks. */
    public Refusal engineMissing(Entitlement entitlement, String engine) {
        return refusal(
                        ErrorCode.PLAN_REQUIRED,
                        "Your plan has no %s voices.".formatted(engine),
                        new Measure(
                                "voice_engine",
                                String.join(",", entitlement.limits().voiceEngines()),
                                null,
                                engine,
                                null))
                .with("plan", entitlement.plan());
    }

    /** The refusal for a day that has not so many characters left. */
    public Refusal overQuota(LocalDate day, long spent, long limit, long characters) {
        Instant resetsAt = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return refusal(
                ErrorCode.QUOTA_EXCEEDED,
                "Your plan includes %,d characters a day; %,d are left."
                        .formatted(limit, Math.max(0, limit - spent)),
                new Measure("characters_per_day", spent, limit, characters, resetsAt));
    }

    /**
     * The refusal for a month that has no room for another job.
     *
     * @param month its first day
     */
    public Refusal overJobs(LocalDate month, int used, int limit) {
        Instant resetsAt = month.plusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return refusal(
                ErrorCode.QUOTA_EXCEEDED,
                "Your plan includes %,d background jobs a month; all of them are used."
                        .formatted(limit),
                new Measure("jobs_per_month", (long) used, (long) limit, 1L, resetsAt));
    }

    private record Measure(
            String metric,
            @Nullable Object current,
            @Nullable Long limit,
            Object requested,
            @Nullable Instant resetsAt) {}

    private Refusal refusal(ErrorCode code, String message, Measure measure) {
        return code.because(message)
                .with("metric", measure.metric())
                .with("current", measure.current())
                .with("limit", measure.limit())
                .with("requested", measure.requested())
                .with("resets_at", measure.resetsAt())
                .with("upgrade_url", settings.issuer() + "/upgrade");
    }
}
