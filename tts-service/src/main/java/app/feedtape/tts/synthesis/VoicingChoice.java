package app.feedtape.tts.synthesis;

import app.feedtape.events.Entitlement;
import app.feedtape.tts.audio.AudioAsset;
import app.feedtape.tts.language.Language;
import app.feedtape.tts.language.LanguageChoice;
import app.feedtape.tts.language.LanguageChoice.By;
import app.feedtape.tts.language.LanguageChoice.Decision;
import app.feedtape.tts.language.LanguageChoice.Question;
import app.feedtape.tts.listeners.Listener;
import app.feedtape.tts.plans.Plans;
import app.feedtape.tts.voices.Voice;
import app.feedtape.tts.voices.VoiceCatalogue;
import app.feedtape.tts.voices.VoiceCatalogue.Choice;
import app.feedtape.tts.voices.VoiceCatalogue.Reason;
import app.feedtape.tts.voices.VoiceEngine;
import app.feedtape.web.problem.ErrorCode;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Which language, voice, engine and speed a wish gets, with the listener's settings for what is
 * open.
 */
@Component
class VoicingChoice {

    private final LanguageChoice languages;
    private final VoiceCatalogue voices;
    private final Plans plans;

    VoicingChoice(LanguageChoice languages, VoiceCatalogue voices, Plans plans) {
        this.languages = languages;
        this.voices = voices;
        this.plans = plans;
    }

    Voicing choose(Wish wish, Listener listener) {
        return choose(wish, listener, decide(wish, listener), engine(wish, listener), null);
    }

    /**
     * The same as far as the plan goes. A better engine that was not asked for is replaced by the
     * standard one, and a voice that is not for everyone by the nearest that is: a listener hears
     * something rather than nothing, because the app names a voice with every text.
     */
    Voicing within(Entitlement entitlement, Wish wish, Listener listener, Voicing wanted) {
        Voicing voicing = offered(wanted);
        VoiceEngine engine = voicing.engine();
        if (!plans.allowsEngine(entitlement, engine.code()) && !asksFor(wish, engine)) {
            Decision decided = new Decision(by(wanted), wanted.language());
            voicing = offered(choose(wish, listener, decided, VoiceEngine.STANDARD, Reason.PLAN));
        }
        if (plans.allowsChosenVoices(entitlement)
                || voices.isForEveryone(voicing.voice(), voicing.engine())) {
            return voicing;
        }
        Voicing chosen = voicing;
        return voices.forEveryone(voicing.voice(), voicing.engine())
                .map(choice -> chosen.by(choice, chosen.engine()))
                .orElse(chosen);
    }

    /** A voice that went is heard in what was paid of it; anything new is another's. */
    private Voicing offered(Voicing voicing) {
        if (voices.isOffered(voicing.voice())) {
            return voicing;
        }
        for (VoiceEngine engine : voicing.engine().andSimpler()) {
            Optional<Choice> choice = voices.insteadOf(voicing.voice(), engine);
            if (choice.isPresent()) {
                return voicing.by(choice.get(), engine);
            }
        }
        return voicing;
    }

    private static By by(Voicing voicing) {
        return voicing.languageBy() == null ? By.DEFAULT : voicing.languageBy();
    }

    /** As a listening was begun, whatever plan and settings say by now. */
    Voicing asBegun(AudioAsset asset) {
        Voice voice =
                voices.find(asset.voice())
                        .orElseThrow(() ->
                                ErrorCode.SPEECH_UNAVAILABLE.because(
                                        "This voice is not available any more."));
        Language language = Language.withCode(asset.language()).orElse(voice.language());
        VoiceEngine engine = VoiceEngine.withCode(asset.engine()).orElse(VoiceEngine.STANDARD);
        return new Voicing(language, voice, engine, asset.speedPercent(), asset.format(), null);
    }

    /** Whether the request itself names an engine, by quality or by a voice that has no other. */
    private static boolean asksFor(Wish wish, VoiceEngine engine) {
        boolean byVoice = wish.voice() != null && !wish.voice().speaksBy(VoiceEngine.STANDARD);
        return engine == wish.engine() || byVoice;
    }

    private Voicing choose(
            Wish wish,
            Listener listener,
            Decision language,
            VoiceEngine engine,
            @Nullable Reason because) {
        int speed = wish.speedPercent() == null ? listener.speedPercent() : wish.speedPercent();
        Voice preferred = preferred(wish, listener);
        Found found = find(language.language(), engine, preferred);
        Reason reason = because == null ? found.reason(engine) : because;
        return new Voicing(
                language.language(),
                found.choice().voice(),
                found.engine(),
                speed,
                wish.format(),
                reason,
                language.by());
    }

    private record Found(Choice choice, VoiceEngine engine) {

        @Nullable Reason reason(VoiceEngine wanted) {
            return choice.reason() == null && engine != wanted ? Reason.ENGINE : choice.reason();
        }
    }

    /** By the engine wanted, else by the next simpler one that there is in this language. */
    private Found find(Language language, VoiceEngine wanted, @Nullable Voice preferred) {
        for (VoiceEngine engine : wanted.andSimpler()) {
            Optional<Choice> choice = voices.choose(language, engine, preferred);
            if (choice.isPresent()) {
                return new Found(choice.get(), engine);
            }
        }
        throw ErrorCode.LANGUAGE_UNSUPPORTED.because(
                "There is no voice for this language at the moment.");
    }

    private @Nullable Voice preferred(Wish wish, Listener listener) {
        return wish.voice() != null ? wish.voice() : voices.find(listener.voice()).orElse(null);
    }

    private Decision decide(Wish wish, Listener listener) {
        Voice preferred = preferred(wish, listener);
        return languages.choose(
                new Question(
                        wish.text().text(),
                        wish.language(),
                        wish.languageHint(),
                        Language.withCode(listener.language()).orElse(null),
                        preferred == null ? null : preferred.language()));
    }

    private static VoiceEngine engine(Wish wish, Listener listener) {
        VoiceEngine wanted =
                wish.engine() != null
                        ? wish.engine()
                        : VoiceEngine.withCode(listener.quality()).orElse(VoiceEngine.STANDARD);
        Voice voice = wish.voice();
        if (wish.engine() != null || voice == null || voice.speaksBy(wanted)) {
            return wanted;
        }
        return Arrays.stream(VoiceEngine.values())
                .filter(voice::speaksBy)
                .findFirst()
                .orElse(wanted);
    }
}
