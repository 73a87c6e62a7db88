package app.feedtape.tts.synthesis;

import app.feedtape.tts.voices.VoiceEngine;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The provider's budget of each engine, as this instance has a part in it. */
@Component
class EngineBudgets {

    private static final Logger LOG = LoggerFactory.getLogger(EngineBudgets.class);

    private final SharedTurns shared;
    private final Map<VoiceEngine, EngineBudget> budgets = new EnumMap<>(VoiceEngine.class);

    EngineBudgets(SharedTurns shared, SpeechSettings settings, MeterRegistry metrics) {
        this.shared = shared;
        for (VoiceEngine engine : VoiceEngine.values()) {
            EngineLimits limits = EngineLimits.of(engine);
            Turns turns =
                    new SharedOrOwnTurns(
                            ask -> shared.take(engine, limits, ask),
                            new OwnTurns(limits, settings.maxReplicas()));
            EngineBudget budget = new EngineBudget(turns, limits);
            budgets.put(engine, budget);
            metrics.gauge(
                    "feedtape.speech.waiting",
                    Tags.of("engine", engine.code()),
                    budget,
                    EngineBudget::waiting);
        }
    }

    EngineBudget of(VoiceEngine engine) {
        return Optional.ofNullable(budgets.get(engine)).orElseThrow();
    }

    /** The provider says that it was too much. */
    void throttled(VoiceEngine engine) {
        try {
            shared.slowDown(engine, EngineLimits.of(engine));
        } catch (RuntimeException away) {
            LOG.warn("The others are not told that the provider throttles", away);
        }
    }

    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
    void confirm() {
        budgets.values().forEach(EngineBudget::confirm);
    }
}
