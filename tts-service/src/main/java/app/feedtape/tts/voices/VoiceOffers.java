package app.feedtape.tts.voices;

import java.util.List;

/** What the provider says it can speak with, asked anew at every call. */
public interface VoiceOffers {
    /** Voices of the six languages; throws when the provider does not answer. */
    List<Voice> list();
}
