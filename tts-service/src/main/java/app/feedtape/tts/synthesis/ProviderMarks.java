package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAsset;
import app.feedtape.tts.ledger.ProviderLedger;
import app.feedtape.tts.ledger.ProviderLedger.MarksCall;
import app.feedtape.tts.ledger.ProviderLedger.Outcome;
import app.feedtape.tts.marks.MarkSource;
import app.feedtape.tts.marks.SpeechMark;
import app.feedtape.tts.synthesis.EngineBudget.Turn;
import app.feedtape.tts.synthesis.SpeechEngine.Marked;
import app.feedtape.tts.synthesis.SpeechEngine.Patience;
import app.feedtape.tts.synthesis.SpeechEngine.Utterance;
import app.feedtape.tts.synthesis.SpeechFailure.Kind;
import app.feedtape.tts.voices.VoiceCatalogue;
import app.feedtape.tts.voices.VoiceEngine;
import app.feedtape.web.time.TimeOrderedIds;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The marks of a segment from the provider: in the budget and behind the breaker of sound, and
 * after whoever waits for sound. Every call leaves a row of the kind marks.
 */
@Component
class ProviderMarks implements MarkSource {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderMarks.class);
    private static final int ATTEMPTS = 3;
    private static final Duration NEXT_BYTE = Duration.ofSeconds(4);

    private final SpeechEngine engine;
    private final ProviderLedger ledger;
    private final EngineBudgets budgets;
    private final VoiceCatalogue voices;
    private final CircuitBreakerRegistry breakers;
    private final TimeOrderedIds ids;

    ProviderMarks(
            SpeechEngine engine,
            ProviderLedger ledger,
            EngineBudgets budgets,
            VoiceCatalogue voices,
            CircuitBreakerRegistry breakers,
            TimeOrderedIds ids) {
        this.engine = engine;
        this.ledger = ledger;
        this.budgets = budgets;
        this.voices = voices;
        this.breakers = breakers;
        this.ids = ids;
    }

    @Override
    public List<SpeechMark> ask(AudioAsset asset, String text, Duration within) {
        if (text.codePoints().noneMatch(Character::isLetterOrDigit)) {
            return List.of();
        }
        if (voices.find(asset.voice()).filter(voices::isOffered).isEmpty()) {
            throw new SpeechFailure(Kind.REFUSED, "the voice is offered no longer");
        }
        VoiceEngine kind = VoiceEngine.withCode(asset.engine()).orElse(VoiceEngine.STANDARD);
        Utterance utterance =
                new Utterance(
                        text,
                        asset.voice(),
                        kind,
                        asset.speedPercent(),
                        asset.format(),
                        asset.format().sampleRate(0));
        return Tries.of(ATTEMPTS, within, left -> attempt(asset, utterance, left));
    }

    private List<SpeechMark> attempt(AudioAsset asset, Utterance utterance, Duration left) {
        CircuitBreaker breaker = breakers.circuitBreaker("speech-" + utterance.engine().code());
        if (!breaker.tryAcquirePermission()) {
            throw new SpeechFailure(Kind.NOT_TRIED, "the breaker is open");
        }
        long started = System.nanoTime();
        try {
            List<SpeechMark> marks = inTurn(asset, utterance, left);
            breaker.onSuccess(System.nanoTime() - started, TimeUnit.NANOSECONDS);
            return marks;
        } catch (SpeechFailure failure) {
            LOG.warn("No marks: {} ({})", failure.kind(), failure.getMessage());
            if (failure.kind() == Kind.THROTTLED) {
                budgets.throttled(utterance.engine());
            }
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

    private List<SpeechMark> inTurn(AudioAsset asset, Utterance utterance, Duration left) {
        long deadline = System.nanoTime() + left.toNanos();
        Errand errand =
                new Errand(
                        asset.id(),
                        asset.accountId(),
                        Urgency.BACKGROUND,
                        false,
                        left,
                        left,
                        () -> System.nanoTime() < deadline);
        try (Turn _ = budgets.of(utterance.engine()).enter(errand, left)) {
            return call(asset, utterance, Duration.ofNanos(deadline - System.nanoTime()));
        }
    }

    private List<SpeechMark> call(AudioAsset asset, Utterance utterance, Duration left) {
        UUID callId = ids.next();
        String text = utterance.text();
        ledger.sent(
                new MarksCall(
                        callId,
                        asset.id(),
                        utterance.voiceId(),
                        utterance.engine().code(),
                        text.codePointCount(0, text.length())));
        try {
            Marked marked = engine.mark(utterance, new Patience(left, NEXT_BYTE, left));
            Plausibility.check(text, marked);
            ledger.ended(callId, Outcome.STORED, marked.acceptedCharacters(), marked.requestId());
            return marked.marks();
        } catch (SpeechFailure failure) {
            ledger.ended(
                    callId,
                    Provider.outcome(failure),
                    failure.acceptedCharacters(),
                    failure.requestId());
            throw failure;
        }
    }
}
