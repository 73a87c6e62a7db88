package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.ledger.ProviderLedger;
import app.feedtape.tts.ledger.ProviderLedger.Outcome;
import app.feedtape.tts.ledger.ProviderLedger.Sending;
import app.feedtape.tts.synthesis.EngineBudget.Turn;
import app.feedtape.tts.synthesis.SpeechEngine.Patience;
import app.feedtape.tts.synthesis.SpeechEngine.Spoken;
import app.feedtape.tts.synthesis.SpeechEngine.Utterance;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import app.feedtape.tts.voices.VoiceCatalogue;
import app.feedtape.tts.voices.VoiceEngine;
import app.feedtape.web.time.TimeOrderedIds;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * One segment from the provider: in our turn, by one flight at a time, tried again with jitter
 * while there is time, and looked at before it is believed. Every call leaves a row. Holds no
 * database connection while it waits. The flight is claimed when the turn has come: whoever waits
 * for a turn keeps nobody back who has one.
 */
@Component
class Provider {

    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final int ATTEMPTS = 4;

    /** However long the errand may take, silence of the provider is not waited for longer. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(25);

    private static final Duration NEXT_BYTE = Duration.ofSeconds(4);

    private final SpeechEngine engine;
    private final ProviderLedger ledger;
    private final SegmentFlights flights;
    private final EngineBudgets budgets;
    private final VoiceCatalogue voices;
    private final TimeOrderedIds ids;
    private final MeterRegistry metrics;
    private final Map<VoiceEngine, CircuitBreaker> breakers = new EnumMap<>(VoiceEngine.class);

    /**
     * Sound that the provider delivered.
     *
     * @param callId the provider's side of it; its outcome is still to be told
     */
    record Delivered(
            Sound sound, UUID callId, int acceptedCharacters, @Nullable String requestId) {}

    Provider(
            SpeechEngine engine,
            ProviderLedger ledger,
            SegmentFlights flights,
            EngineBudgets budgets,
            VoiceCatalogue voices,
            TimeOrderedIds ids,
            CircuitBreakerRegistry registry,
            MeterRegistry metrics) {
        this.engine = engine;
        this.ledger = ledger;
        this.flights = flights;
        this.budgets = budgets;
        this.voices = voices;
        this.ids = ids;
        this.metrics = metrics;
        for (VoiceEngine kind : VoiceEngine.values()) {
            breakers.put(kind, registry.circuitBreaker("speech-" + kind.code()));
        }
    }

    /**
     * Has a segment spoken.
     *
     * @param damaged the object it is to replace, which could not be read
     * @return empty when somebody else is having it spoken, or has just had
     * @throws SpeechFailure when it is not to be had in time
     */
    Optional<Delivered> trySpeak(Part part, Errand errand, @Nullable String damaged) {
        if (!voices.isOffered(part.voicing().voice())) {
            // Paid and not stored like this: the provider would refuse it, for ever.
            throw new SpeechFailure(Kind.REFUSED, "the voice is offered no longer");
        }
        return Tries.of(ATTEMPTS, errand.within(), left -> attempt(part, errand, damaged, left));
    }

    private Optional<Delivered> attempt(
            Part part, Errand errand, @Nullable String damaged, Duration left) {
        VoiceEngine kind = part.voicing().engine();
        CircuitBreaker breaker = Optional.ofNullable(breakers.get(kind)).orElseThrow();
        if (!breaker.tryAcquirePermission()) {
            throw new SpeechFailure(Kind.NOT_TRIED, "the breaker is open");
        }
        long started = System.nanoTime();
        try {
            Optional<Delivered> delivered = inTurn(part, errand, damaged, left);
            if (delivered.isPresent()) {
                breaker.onSuccess(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            } else {
                breaker.releasePermission();
            }
            return delivered;
        } catch (SpeechFailure failure) {
            note(failure, kind);
            if (failure.isTheProviders()) {
                breaker.onError(System.nanoTime() - started, TimeUnit.NANOSECONDS, failure);
            } else {
                breaker.releasePermission();
            }
            throw failure;
        } catch (RuntimeException unexpected) {
            breaker.releasePermission();
            throw unexpected;
        }
    }

    private Optional<Delivered> inTurn(
            Part part, Errand errand, @Nullable String damaged, Duration left) {
        long deadline = System.nanoTime() + left.toNanos();
        EngineBudget budget = budgets.of(part.voicing().engine());
        for (boolean again = false; ; again = true) {
            Sending sending = sending(part, errand, damaged);
            Duration until = Duration.ofNanos(deadline - System.nanoTime());
            try (Turn turn = budget.enter(errand, shorter(until, errand.waiting()))) {
                if (!ledger.trySend(sending)) {
                    turn.isUnused();
                    return Optional.empty();
                }
                if (again || turn.isFresh()) {
                    return Optional.of(call(part, sending.callId(), deadline));
                }
                turn.isUnused();
            }
            // The database took its time, and the turn's moment is over.
            ledger.ended(sending.callId(), Outcome.REFUSED, 0, null);
        }
    }

    private Sending sending(Part part, Errand errand, @Nullable String damaged) {
        return new Sending(
                ids.next(),
                errand.audioId(),
                part.key(),
                part.segment().characters(),
                part.storageKey(),
                damaged);
    }

    /** What was delivered is of no use: charged by the provider, heard by nobody. */
    void wasted(Delivered delivered) {
        ledger.ended(
                delivered.callId(),
                Outcome.WASTED,
                delivered.acceptedCharacters(),
                delivered.requestId());
    }

    private Delivered call(Part part, UUID callId, long deadline) {
        flights.begin(callId);
        try {
            Duration left = shorter(Duration.ofNanos(deadline - System.nanoTime()), LONGEST_CALL);
            Spoken spoken = engine.speak(utterance(part), new Patience(left, NEXT_BYTE, left));
            return new Delivered(
                    Plausibility.check(part, spoken),
                    callId,
                    spoken.acceptedCharacters(),
                    spoken.requestId());
        } catch (SpeechFailure failure) {
            ledger.ended(
                    callId, outcome(failure), failure.acceptedCharacters(), failure.requestId());
            throw failure;
        } finally {
            flights.endSoon(callId);
        }
    }

    /** Whatever refuses a call has a name for it; silence says nothing. */
    static Outcome outcome(SpeechFailure failure) {
        if (failure.acceptedCharacters() > 0) {
            return Outcome.WASTED;
        }
        return failure.requestId() == null ? Outcome.UNKNOWN : Outcome.REFUSED;
    }

    private static Utterance utterance(Part part) {
        Voicing voicing = part.voicing();
        return new Utterance(
                part.segment().text(),
                voicing.voice().id(),
                voicing.engine(),
                voicing.speedPercent(),
                voicing.format(),
                voicing.sampleRate());
    }

    private void note(SpeechFailure failure, VoiceEngine kind) {
        metrics.counter(
                        "feedtape.speech.failures",
                        "engine",
                        kind.code(),
                        "kind",
                        failure.kind().name())
                .increment();
        if (failure.kind() == Kind.THROTTLED) {
            budgets.throttled(kind);
        }
        if (failure.kind() == Kind.DENIED || failure.kind() == Kind.REFUSED) {
            LOG.error("ALERT the speech provider does not take our calls", failure);
        } else {
            LOG.warn("No speech: {} ({})", failure.kind(), failure.getMessage());
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
