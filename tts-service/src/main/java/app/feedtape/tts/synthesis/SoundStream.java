package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAsset;
import app.feedtape.tts.audio.ListenerPace;
import app.feedtape.tts.audio.ListenerPatience;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.audio.StoredSounds;
import app.feedtape.tts.synthesis.SpeechSynthesis.Begun;
import app.feedtape.web.problem.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Hands a production to a listener as it is made, with the headers of decisions.md. */
@Component
class SoundStream {

    private static final Logger LOG = LoggerFactory.getLogger(SoundStream.class);

    private final StoredSounds sounds;
    private final VoiceRates rates;
    private final ListenerPatience patience;

    SoundStream(StoredSounds sounds, VoiceRates rates, ListenerPatience patience) {
        this.sounds = sounds;
        this.rates = rates;
        this.patience = patience;
    }

    /**
     * Sends everything.
     *
     * @throws Refusal when there is not even a first segment
     * @throws StreamBroken when there is no more after some of it
     */
    void send(Begun begun, HttpServletResponse response) throws IOException {
        begin(begun, response);
        Hearing hearing = begun.hearing();
        ListenerPace pace = patience.with(response.getOutputStream());
        int count = hearing.listening().parts().size();
        for (int i = 0; i < count; i++) {
            if (!isTaken(hearing, i, pace)) {
                return;
            }
            hearing.consumed(i + 1);
        }
    }

    private void begin(Begun begun, HttpServletResponse response) {
        Sound first = first(begun.hearing());
        // Asks the database: when that fails, the answer has no header of sound yet.
        Length length = length(begun.hearing().listening(), first);
        headers(begun, response);
        lengthHeaders(length, response);
    }

    /** False when the listener has gone, who then needs no answer. */
    private boolean isTaken(Hearing hearing, int position, ListenerPace pace) throws StreamBroken {
        Sound sound = next(hearing, position);
        try {
            pace.hand(sound.bytes(), sound.bytes().length);
        } catch (ListenerPace.TooSlow slow) {
            throw new StreamBroken(slow);
        } catch (IOException gone) {
            LOG.debug("The listener has gone", gone);
            return false;
        }
        rates.learn(hearing.listening().parts().get(position), sound);
        return true;
    }

    private static Sound first(Hearing hearing) {
        try {
            return hearing.sound(0);
        } catch (RuntimeException failure) {
            throw SpeechRefusals.of(failure);
        }
    }

    private static Sound next(Hearing hearing, int position) throws StreamBroken {
        try {
            return hearing.sound(position);
        } catch (RuntimeException failure) {
            throw new StreamBroken(failure);
        }
    }

    private static void headers(Begun begun, HttpServletResponse response) {
        Listening listening = begun.hearing().listening();
        Voicing voicing = listening.voicing();
        response.setContentType("audio/mpeg");
        response.setHeader("Cache-Control", "private, max-age=3600");
        response.setHeader("Vary", "Authorization");
        response.setHeader("ETag", listening.entityTag());
        response.setHeader("Content-Location", "/api/audio/" + listening.audioId());
        response.setHeader("X-Character-Count", Integer.toString(listening.text().characters()));
        response.setHeader("X-Characters-Charged", Long.toString(listening.price()));
        response.setHeader("X-Language-Detected", voicing.language().code());
        response.setHeader("X-Voice-Used", voicing.voice().id());
        if (begun.remaining() != null) {
            response.setHeader("X-Usage-Remaining", begun.remaining().toString());
        }
        if (voicing.reason() != null) {
            response.setHeader("X-Voice-Reason", voicing.reason().name().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * How long it takes to hear all of it.
     *
     * @param exact whether all of it is stored already
     */
    private record Length(long millis, boolean exact) {}

    private Length length(Listening listening, Sound first) {
        Map<String, AudioAsset.Piece> stored =
                sounds.list(listening.parts().stream().map(Part::storageKey).toList()).stream()
                        .collect(Collectors.toMap(AudioAsset.Piece::storageKey, piece -> piece));
        List<Part> parts = listening.parts();
        long millis = 0;
        boolean exact = true;
        for (Part part : parts) {
            // What is being paid for now may be stored or not by this moment.
            AudioAsset.Piece piece = part.priced() ? null : stored.get(part.storageKey());
            exact = exact && piece != null;
            millis +=
                    piece == null
                            ? rates.estimateMillis(part)
                            : (long) piece.frames()
                                    * first.samplesPerFrame()
                                    * 1_000
                                    / piece.sampleRate();
        }
        return new Length(millis, exact);
    }

    private static void lengthHeaders(Length length, HttpServletResponse response) {
        response.setHeader(
                "X-Duration-Seconds", Long.toString(Math.ceilDiv(length.millis(), 1_000)));
        response.setHeader("X-Duration-Millis", Long.toString(length.millis()));
        response.setHeader("X-Duration-Exact", Boolean.toString(length.exact()));
    }
}
