package app.feedtape.tts.voices;

import java.time.Clock;
import org.springframework.context.ApplicationContext;

/** A day later, or in an instance that has just begun: what a test need not wait for. */
public final class AskedAgain {

    private AskedAgain() {}

    public static void now(ApplicationContext service) {
        service.getBean(VoiceCatalogue.class).askNow();
    }

    /** The catalogue of another instance, after it has asked for the first time. */
    public static VoiceCatalogue atStart(ApplicationContext service) {
        VoiceCatalogue begun =
                new VoiceCatalogue(
                        service.getBean(VoiceOffers.class),
                        service.getBean(KnownVoices.class),
                        service.getBean(Clock.class));
        begun.ask();
        return begun;
    }
}
