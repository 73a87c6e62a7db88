package app.feedtape.tts.jobs;

import app.feedtape.events.Entitlement;
import app.feedtape.messaging.privacy.ClosedAccounts;
import app.feedtape.tts.audio.SpeechKeys;
import app.feedtape.tts.jobs.JobTables.NewItem;
import app.feedtape.tts.jobs.JobTables.NewJob;
import app.feedtape.tts.ledger.PayerTurns;
import app.feedtape.tts.plans.Plans;
import app.feedtape.tts.synthesis.BackgroundSpeech;
import app.feedtape.tts.synthesis.PreparedSpeech;
import app.feedtape.web.idempotency.Idempotency;
import app.feedtape.web.idempotency.Idempotency.Claim;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.Caller;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A job begins: everything that can be refused is refused now, and its whole price is set aside. Of
 * the transaction the payer's day is the last lock; nobody outside is awaited in it.
 */
@Component
class JobCreation {

    static final String ROUTE = "POST /api/tts/jobs";

    private static final int ACCEPTED = 202;

    private final JobSources sources;
    private final BackgroundSpeech background;
    private final JobTables jobs;
    private final JobQuota quota;
    private final Plans plans;
    private final ClosedAccounts closed;
    private final Idempotency idempotency;
    private final SpeechKeys keys;
    private final PayerTurns turns;
    private final TimeOrderedIds ids;
    private final JobSettings settings;

    JobCreation(
            JobSources sources,
            BackgroundSpeech background,
            JobTables jobs,
            JobQuota quota,
            Plans plans,
            ClosedAccounts closed,
            Idempotency idempotency,
            SpeechKeys keys,
            PayerTurns turns,
            TimeOrderedIds ids,
            JobSettings settings) {
        this.sources = sources;
        this.background = background;
        this.jobs = jobs;
        this.quota = quota;
        this.plans = plans;
        this.closed = closed;
        this.idempotency = idempotency;
        this.keys = keys;
        this.turns = turns;
        this.ids = ids;
        this.settings = settings;
    }

    /** Answers the id of the job, which is the same one for the same key. */
    UUID create(JobRequest request, Caller caller, @Nullable String idempotencyKey) {
        request.requireSense();
        if (idempotencyKey == null) {
            return create(request, caller, Optional.empty());
        }
        String body = keys.request(request.canonical());
        return switch (idempotency.claim(caller, ROUTE, idempotencyKey, body)) {
            case Claim.Fresh fresh -> createClaimed(request, caller, fresh);
            case Claim.Replay replay -> UUID.fromString(replay.response());
        };
    }

    private UUID createClaimed(JobRequest request, Caller caller, Claim.Fresh claim) {
        try {
            return create(request, caller, Optional.of(claim));
        } catch (RuntimeException refused) {
            idempotency.giveBack(claim);
            throw refused;
        }
    }

    private UUID create(JobRequest request, Caller caller, Optional<Claim.Fresh> claim) {
        List<NewItem> items = prepare(request, caller);
        long price = items.stream().mapToLong(item -> item.speech().price()).sum();
        // What costs nothing meets neither plan nor quota; asked before the transaction.
        @Nullable Entitlement entitlement = price == 0 ? null : plans.get(caller);
        UUID id = ids.next();
        return turns.inTransaction(
                caller.payerId(),
                () -> {
                    requireLife(caller);
                    claim.ifPresent(fresh -> idempotency.complete(fresh, ACCEPTED, id.toString()));
                    LocalDate month = entitlement == null ? null : count(caller, entitlement);
                    List<PreparedSpeech> texts = items.stream().map(NewItem::speech).toList();
                    List<Optional<UUID>> holds = background.reserve(texts, settings.holdsKeptFor());
                    jobs.add(
                            new NewJob(id, caller, request.source(), request.title(), price, month),
                            items,
                            holds,
                            settings.patience());
                    return id;
                });
    }

    /** Of a feed, what cannot be spoken is passed over, unless that is all there is. */
    private List<NewItem> prepare(JobRequest request, Caller caller) {
        List<NewItem> items = new ArrayList<>();
        @Nullable Refusal first = null;
        for (SourceText source : sources.list(request, caller)) {
            try {
                items.add(new NewItem(source, background.prepare(request.wish(source), caller)));
            } catch (Refusal refused) {
                first = first == null ? refused : first;
                if (!saysSomethingOfTheText(refused)) {
                    throw refused;
                }
            }
        }
        if (items.isEmpty() && first != null) {
            throw first;
        }
        return items;
    }

    private static boolean saysSomethingOfTheText(Refusal refused) {
        return switch (refused.code()) {
            case VALIDATION_FAILED, LANGUAGE_UNSUPPORTED, TEXT_TOO_LONG -> true;
            default -> false;
        };
    }

    private void requireLife(Caller caller) {
        if (closed.isClosed(caller.accountId())) {
            throw ErrorCode.UNAUTHENTICATED.because("A valid access token is needed.");
        }
    }

    private LocalDate count(Caller caller, Entitlement entitlement) {
        UUID payer = caller.payerId();
        Integer limit = entitlement.limits().jobsPerMonth();
        return quota.tryTake(payer, limit)
                .orElseThrow(() -> {
                    JobQuota.Used used = quota.used(payer);
                    return plans.overJobs(used.month(), used.jobs(), limit == null ? 0 : limit)
                            .with("plan", entitlement.plan());
                });
    }
}
