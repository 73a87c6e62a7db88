package app.feedtape.tts.voices;

import app.feedtape.tts.language.Language;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * The voices that exist: what the provider offers, asked at start and daily, in the committed
 * order. While it does not answer, what it offered last is taken from the table.
 */
@Component
public class VoiceCatalogue {

    private static final Logger LOG = LoggerFactory.getLogger(VoiceCatalogue.class);
    private static final Duration ASK_EVERY = Duration.ofDays(1);

    private final VoiceOffers offers;
    private final KnownVoices records;
    private final Clock clock;
    private volatile Stock stock = Stock.committed();
    private volatile boolean recalled;
    private volatile Instant askedAt = Instant.MIN;

    VoiceCatalogue(VoiceOffers offers, KnownVoices records, Clock clock) {
        this.offers = offers;
        this.records = records;
        this.clock = clock;
    }

    /** Why a request does not get the voice it named. */
    public enum Reason {
        LANGUAGE,
        ENGINE,
        PLAN,
        /** The provider has it no longer. */
        GONE;

        /** As answers spell it. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The voice a request gets.
     *
     * @param reason why it is not the preferred one, if it is not
     */
    public record Choice(Voice voice, @Nullable Reason reason) {}

    /** All voices, by language and preference. */
    public List<Voice> list() {
        return stock.offered();
    }

    /** A voice that is offered, or was: see {@link #isOffered}. */
    public Optional<Voice> find(String id) {
        return stock.find(id);
    }

    public boolean isOffered(Voice voice) {
        return !stock.former().containsKey(voice.id());
    }

    /**
     * What the provider has not, of a woman's and a man's voice in each language by each engine.
     */
    public List<Gap> gaps() {
        return Arrays.stream(Language.values())
                .flatMap(language ->
                        Arrays.stream(VoiceEngine.values())
                                .flatMap(engine ->
                                        Stream.of(true, false)
                                                .map(female -> new Gap(language, engine, female))))
                .filter(gap -> forEveryone(gap.language(), gap.engine(), gap.female()).isEmpty())
                .toList();
    }

    /** The offered voice that comes nearest to one that is not: by its engine, of its gender. */
    public Optional<Choice> insteadOf(Voice gone, VoiceEngine engine) {
        return forEveryone(gone.language(), engine, gone.female())
                .or(() -> forEveryone(gone.language(), engine, !gone.female()))
                .map(one -> new Choice(one, Reason.GONE));
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
        return stock.offered().stream()
                .filter(voice -> voice.language() == language && voice.speaksBy(engine))
                .filter(voice -> voice.female() == female)
                .min(Stock.ORDER);
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
                reason == Reason.ENGINE ? sameGenderFirst.thenComparing(Stock.ORDER) : Stock.ORDER;
        return stock.offered().stream()
                .filter(voice -> voice.language() == language && voice.speaksBy(engine))
                .min(order)
                .map(voice -> new Choice(voice, reason));
    }

    @Scheduled(initialDelay = 0, fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
    void ask() {
        recall();
        Instant now = clock.instant();
        if (!askedAt.equals(Instant.MIN) && now.isBefore(askedAt.plus(ASK_EVERY))) {
            return;
        }
        askNow();
    }

    void askNow() {
        try {
            List<Voice> offered = offers.list();
            if (!offered.isEmpty()) {
                stock = stock.offering(offered);
                records.remember(offered);
                askedAt = clock.instant();
                LOG.info("The provider offers {} voices", offered.size());
            }
        } catch (RuntimeException away) {
            LOG.warn("Voices were not asked for and kept; those known so far stay", away);
        }
    }

    /** What was offered last, until the provider is heard. */
    private void recall() {
        if (recalled) {
            return;
        }
        try {
            List<KnownVoices.Known> known = records.list();
            List<Voice> offered =
                    known.stream()
                            .filter(KnownVoices.Known::offered)
                            .map(KnownVoices.Known::voice)
                            .toList();
            Stock before = offered.isEmpty() ? stock : stock.offering(offered);
            stock = before.knowing(known.stream().map(KnownVoices.Known::voice).toList());
            recalled = true;
        } catch (RuntimeException away) {
            LOG.warn("The table of voices cannot be read yet", away);
        }
    }
}
