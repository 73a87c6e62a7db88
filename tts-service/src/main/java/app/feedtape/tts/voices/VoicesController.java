package app.feedtape.tts.voices;

import app.feedtape.events.Entitlement;
import app.feedtape.tts.language.Language;
import app.feedtape.tts.plans.Plans;
import app.feedtape.web.servlet.OpenToKeys;
import app.feedtape.web.token.Caller;
import app.feedtape.web.token.KeyScope;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which voices there are, and which of them the caller's plan may use. */
@RestController
class VoicesController {

    private final VoiceCatalogue catalogue;
    private final Plans plans;

    VoicesController(VoiceCatalogue catalogue, Plans plans) {
        this.catalogue = catalogue;
        this.plans = plans;
    }

    record VoicesResponse(
            @JsonProperty("items") List<VoiceResponse> items,
            @JsonProperty("gaps") List<GapResponse> gaps,
            @JsonProperty("next_cursor") @Nullable String nextCursor) {}

    /** There is no such voice at the moment; the nearest that there is speaks instead. */
    record GapResponse(
            @JsonProperty("language") String language,
            @JsonProperty("engine") String engine,
            @JsonProperty("gender") String gender) {

        static GapResponse of(Gap gap) {
            return new GapResponse(
                    gap.language().code(), gap.engine().code(), genderOf(gap.female()));
        }
    }

    record VoiceResponse(
            @JsonProperty("id") String id,
            @JsonProperty("name") String name,
            @JsonProperty("gender") String gender,
            @JsonProperty("language") String language,
            @JsonProperty("locale") String locale,
            @JsonProperty("default") boolean isDefault,
            @JsonProperty("engines") List<EngineResponse> engines) {}

    /**
     * @param allowed whether the caller's plan has this voice by this engine
     */
    record EngineResponse(
            @JsonProperty("engine") String engine, @JsonProperty("allowed") boolean allowed) {}

    /**
     * Every voice on offer, by language and preference, and what there is none of; not paged, there
     * are a few dozen.
     */
    @OpenToKeys(KeyScope.SPEECH)
    @GetMapping("/api/tts/voices")
    VoicesResponse voices(Caller caller) {
        Entitlement entitlement = plans.get(caller);
        return new VoicesResponse(
                catalogue.list().stream().map(voice -> response(voice, entitlement)).toList(),
                catalogue.gaps().stream().map(GapResponse::of).toList(),
                null);
    }

    private static String genderOf(boolean female) {
        return female ? "female" : "male";
    }

    private VoiceResponse response(Voice voice, Entitlement entitlement) {
        return new VoiceResponse(
                voice.id(),
                voice.name(),
                genderOf(voice.female()),
                voice.language().code(),
                voice.locale(),
                isDefault(voice.language(), voice),
                Arrays.stream(VoiceEngine.values())
                        .filter(voice::speaksBy)
                        .map(engine ->
                                new EngineResponse(
                                        engine.code(), isAllowed(voice, engine, entitlement)))
                        .toList());
    }

    private boolean isAllowed(Voice voice, VoiceEngine engine, Entitlement entitlement) {
        return plans.allowsEngine(entitlement, engine.code())
                && (plans.allowsChosenVoices(entitlement)
                        || catalogue.isForEveryone(voice, engine));
    }

    private boolean isDefault(Language language, Voice voice) {
        Optional<Voice> first =
                catalogue.list().stream().filter(one -> one.language() == language).findFirst();
        return first.filter(voice::equals).isPresent();
    }
}
