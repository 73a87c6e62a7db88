package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.audio.KeptAudio;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.plans.Plans;
import app.feedtape.tts.synthesis.Admission.Admitted;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** The listenings being made in this process. */
@Component
class Productions {

    private final ConcurrentMap<UUID, Production> running = new ConcurrentHashMap<>();
    private final Set<Following> followed = ConcurrentHashMap.newKeySet();
    private final SegmentSounds sounds;
    private final SegmentCommit books;
    private final SharedPace pace;
    private final AudioAssets assets;
    private final CharacterLedger ledger;
    private final int window;
    private final Plans plans;
    private final KeptAudio kept;

    Productions(
            SegmentSounds sounds,
            SegmentCommit books,
            SharedPace pace,
            AudioAssets assets,
            CharacterLedger ledger,
            SpeechSettings settings,
            Plans plans,
            KeptAudio kept,
            MeterRegistry metrics) {
        this.sounds = sounds;
        this.books = books;
        this.pace = pace;
        this.assets = assets;
        this.ledger = ledger;
        this.window = settings.window();
        this.plans = plans;
        this.kept = kept;
        metrics.gaugeMapSize("feedtape.speech.running", Tags.empty(), running);
        metrics.gauge(
                "feedtape.speech.sound.bytes",
                running,
                all -> all.values().stream().mapToLong(Production::bytesInMemory).sum());
    }

    /** Begins one, with one listener. */
    Production begin(Admitted admitted) {
        Production production = new Production(admitted, sounds, books, pace, window);
        UUID id = admitted.listening().audioId();
        running.put(id, production);
        Thread.ofVirtual()
                .name("speech")
                .start(() -> {
                    try {
                        production.run();
                        makeRoom(admitted.listening());
                    } finally {
                        running.remove(id, production);
                    }
                });
        return production;
    }

    /** A new listening may take the room of older ones; nobody waits for that. */
    private void makeRoom(Listening listening) {
        plans.keptAudioMegabytes(listening.payerId())
                .ifPresent(megabytes ->
                        kept.makeRoom(
                                listening.payerId(),
                                listening.audioId(),
                                megabytes * KeptAudio.MEGABYTE));
    }

    /** Ends all that are made for an account, or followed by it. */
    void endAll(UUID accountId) {
        running.values().stream()
                .filter(production -> production.listening().accountId().equals(accountId))
                .forEach(Production::forbid);
        followed.stream()
                .filter(following -> following.listening().accountId().equals(accountId))
                .forEach(Following::forbid);
    }

    /** Listens to one that another instance makes. */
    Following follow(Listening listening, Supplier<Hearing> takeOver) {
        Following following = new Following(listening, assets, sounds, takeOver, followed::remove);
        followed.add(following);
        return following;
    }

    /** Listens to one that is being made, if it still is. */
    Optional<Production> tryJoin(UUID audioId) {
        return Optional.ofNullable(running.get(audioId)).filter(Production::tryJoin);
    }

    /**
     * Somebody who listens at the speed of speech may take longer over a segment than a lease
     * lasts: what is set aside for him stays set aside while he listens.
     */
    @Scheduled(fixedDelay = 5, timeUnit = TimeUnit.SECONDS)
    void keepAlive() {
        List<Admitted> all = running.values().stream().map(Production::admitted).toList();
        if (all.isEmpty()) {
            return;
        }
        assets.goOnMaking(
                all.stream().map(one -> one.listening().audioId()).toList(),
                all.stream().map(Admitted::maker).toList());
        List<UUID> holds = all.stream().map(Admitted::holdId).filter(Objects::nonNull).toList();
        ledger.keepOpen(holds);
    }
}
