package app.feedtape.auth.settings;

import app.feedtape.messaging.view.StateView;
import org.springframework.stereotype.Component;

/** Which voices may be chosen; tts-service owns them and tells them (docs/decisions/0046). */
@Component
public class OfferedVoices {

    private final StateView<String, Boolean> offers;

    OfferedVoices(StateView<String, Boolean> voiceOffers) {
        this.offers = voiceOffers;
    }

    /** Whether there is such a voice; before any voice was told of, nobody is refused one. */
    public boolean has(String voice) {
        return offers.find(voice).orElseGet(() -> offers.snapshot().isEmpty());
    }
}
