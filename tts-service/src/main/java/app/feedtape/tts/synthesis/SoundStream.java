package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAsset;
import app.feedtape.tts.audio.AudioAssets;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.synthesis.SpeechSynthesis.Begun;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Hands a production to a listener as it is made, with the headers of decisions.md. */
@Component
class SoundStream {

    private static final Logger LOG = LoggerFactory.getLogger(SoundStream.class);

    private final AudioAssets assets;
    private final VoiceRates rates;

    SoundStream(AudioAssets assets, VoiceRates rates) {
        this.assets = assets;
        this.rates = rates;
    }

    /**
     * Sends everything.
     *
     * @throws Refusal 503 SPEECH_UNAVAILABLE when there is not even a first segment
     * @throws StreamBroken when there is no more after some of it
     */
    void send(Begun begun, HttpServletResponse response) throws IOException {
        Production production = begun.production();
        Sound first = first(production);
        // Asks the database: when that fails, the answer has no header of sound yet.
        Length length = length(production.listening(), first);
        headers(begun, response);
        lengthHeaders(length, response);
        OutputStream out = response.getOutputStream();
        int count = production.listening().parts().size();
        for (int i = 0; i < count; i++) {
            Sound sound = i == 0 ? first : next(production, i);
            if (!isTaken(sound, out)) {
                return;
            }
            production.consumed(i + 1);
            rates.learn(production.listening().parts().get(i), sound);
        }
    }

    /** False when the listener has gone, who then needs no answer. */
    private static boolean isTaken(Sound sound, OutputStream out) {
        try {
            out.write(sound.bytes());
            out.flush();
            return true;
        } catch (IOException gone) {
            LOG.debug("The listener has gone", gone);
            return false;
        }
    }

    private static Sound first(Production production) {
        try {
            return production.sound(0).join();
        } catch (CompletionException failure) {
            throw ErrorCode.SPEECH_UNAVAILABLE
                    .because("The voice cannot speak at the moment. Nothing was charged.")
                    .withHeader("Retry-After", "5")
                    .causedBy(failure);
        }
    }

    private static Sound next(Production production, int position) throws StreamBroken {
        try {
            return production.sound(position).join();
        } catch (CompletionException failure) {
            throw new StreamBroken(failure);
        }
    }

    private static void headers(Begun begun, HttpServletResponse response) {
        Listening listening = begun.production().listening();
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
                assets.stored(listening.parts().stream().map(Part::storageKey).toList()).stream()
                        .collect(Collectors.toMap(AudioAsset.Piece::storageKey, piece -> piece));
        List<Part> parts = listening.parts();
        long millis = 0;
        boolean exact = true;
        for (Part part : parts) {
            AudioAsset.Piece piece = stored.get(part.storageKey());
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
