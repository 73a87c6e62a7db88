package app.feedtape.tts.synthesis;

import app.feedtape.events.Entitlement;
import app.feedtape.tts.audio.AudioAsset;
import app.feedtape.tts.language.Language;
import app.feedtape.tts.language.LanguageChoice;
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
        return choose(wish, listener, language(wish, listener), engine(wish, listener), null);
    }

    /**
     * The same as far as the plan goes. A better engine that was not asked for is replaced by the
     * standard one, and a voice that is not for everyone by the nearest that is: a listener hears
     * something rather than nothing, because the app names a voice with every text.
     */
    Voicing within(Entitlement entitlement, Wish wish, Listener listener, Voicing wanted) {
        Voicing voicing = wanted;
        VoiceEngine engine = wanted.engine();
        if (!plans.allowsEngine(entitlement, engine.code()) && !asksFor(wish, engine)) {
            voicing = choose(wish, listener, wanted.language(), VoiceEngine.STANDARD, Reason.PLAN);
        }
        if (plans.allowsChosenVoices(entitlement)
                || voices.isForEveryone(voicing.voice(), voicing.engine())) {
            return voicing;
        }
        Voicing chosen = voicing;
        return voices.forEveryone(voicing.voice(), voicing.engine())
                .map(choice -> chosen.by(choice))
                .orElse(chosen);
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
            Language language,
            VoiceEngine engine,
            @Nullable Reason because) {
        int speed = wish.speedPercent() == null ? listener.speedPercent() : wish.speedPercent();
        Voice preferred = preferred(wish, listener);
        Choice choice =
                voices.choose(language, engine, preferred)
                        .or(() -> voices.choose(language, VoiceEngine.STANDARD, preferred))
                        .orElseThrow(() ->
                                ErrorCode.LANGUAGE_UNSUPPORTED.because(
                                        "There is no voice for this language at the moment."));
        VoiceEngine used = choice.voice().speaksBy(engine) ? engine : VoiceEngine.STANDARD;
        Reason reason = because == null ? choice.reason() : because;
        return new Voicing(language, choice.voice(), used, speed, wish.format(), reason);
    }

    private @Nullable Voice preferred(Wish wish, Listener listener) {
        return wish.voice() != null ? wish.voice() : voices.find(listener.voice()).orElse(null);
    }

    private Language language(Wish wish, Listener listener) {
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
