package app.feedtape.tts.voices;

import app.feedtape.tts.language.Language;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The voices that exist: what the provider offers, asked at start and daily, in the committed
 * order.
 */
@Component
public class VoiceCatalogue {

    private static final Logger LOG = LoggerFactory.getLogger(VoiceCatalogue.class);
    private static final Duration ASK_EVERY = Duration.ofDays(1);
    private static final Comparator<Voice> ORDER =
            Comparator.comparing(Voice::language)
                    .thenComparingInt(CommittedVoices::rank)
                    .thenComparing(Voice::id);

    private final VoiceOffers offers;
    private final Clock clock;
    private volatile List<Voice> voices = CommittedVoices.IN_ORDER;
    private volatile Instant askedAt = Instant.MIN;

    VoiceCatalogue(VoiceOffers offers, Clock clock) {
        this.offers = offers;
        this.clock = clock;
    }

    /** Why a request does not get the voice it named. */
    public enum Reason {
        LANGUAGE,
        ENGINE,
        PLAN
    }

    /**
     * The voice a request gets.
     *
     * @param reason why it is not the preferred one, if it is not
     */
    public record Choice(Voice voice, @Nullable Reason reason) {}

    /** All voices, by language and preference. */
    public List<Voice> list() {
        return voices;
    }

    public Optional<Voice> find(String id) {
        return voices.stream().filter(voice -> voice.id().equals(id)).findFirst();
    }

    /**
     * Whether a voice is one of those that every plan has: the first woman's and the first man's of
     * its language that speak by the engine.
     */
    public boolean isForEveryone(Voice voice, VoiceEngine engine) {
        return forEveryone(voice.language(), engine, voice.female())
                .filter(voice::equals)
                .isPresent();
    }

    /** The voice of every plan that comes nearest to one. */
    public Optional<Choice> forEveryone(Voice voice, VoiceEngine engine) {
        return forEveryone(voice.language(), engine, voice.female())
                .or(() -> forEveryone(voice.language(), engine, !voice.female()))
                .map(one -> new Choice(one, Reason.PLAN));
    }

    private Optional<Voice> forEveryone(Language language, VoiceEngine engine, boolean female) {
        return voices.stream()
                .filter(voice -> voice.language() == language && voice.speaksBy(engine))
                .filter(voice -> voice.female() == female)
                .min(ORDER);
    }

    /**
     * The preferred voice if it speaks the language by the engine, else the next best of its
     * gender.
     */
    public Optional<Choice> choose(
            Language language, VoiceEngine engine, @Nullable Voice preferred) {
        if (preferred != null && preferred.language() == language && preferred.speaksBy(engine)) {
            return Optional.of(new Choice(preferred, null));
        }
        Reason reason =
                preferred == null
                        ? null
                        : preferred.language() == language ? Reason.ENGINE : Reason.LANGUAGE;
        Comparator<Voice> sameGenderFirst =
                Comparator.comparing(
                        voice -> preferred != null && voice.female() != preferred.female());
        // Of another language nothing is known but that the default pleases most.
        Comparator<Voice> order =
                reason == Reason.ENGINE ? sameGenderFirst.thenComparing(ORDER) : ORDER;
        return voices.stream()
                .filter(voice -> voice.language() == language && voice.speaksBy(engine))
                .min(order)
                .map(voice -> new Choice(voice, reason));
    }

    @Scheduled(initialDelay = 0, fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
    void ask() {
        Instant now = clock.instant();
        if (!askedAt.equals(Instant.MIN) && now.isBefore(askedAt.plus(ASK_EVERY))) {
            return;
        }
        try {
            List<Voice> offered = offers.list().stream().sorted(ORDER).toList();
            if (!offered.isEmpty()) {
                voices = offered;
                askedAt = now;
                LOG.info("The provider offers {} voices", offered.size());
            }
        } catch (RuntimeException away) {
            LOG.warn("The provider does not tell its voices; those known so far stay", away);
        }
    }
}
