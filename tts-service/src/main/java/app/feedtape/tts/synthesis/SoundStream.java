package app.feedtape.tts.synthesis;

import app.feedtape.tts.audio.AudioAsset.Piece;
import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.audio.Extent;
import app.feedtape.tts.audio.ListenerPace;
import app.feedtape.tts.audio.ListenerPatience;
import app.feedtape.tts.audio.Place;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.audio.StoredSounds;
import app.feedtape.tts.audio.Timeline;
import app.feedtape.tts.synthesis.SpeechSynthesis.Begun;
import app.feedtape.web.problem.Refusal;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
        AudioFormat format = hearing.listening().voicing().format();
        ListenerPace pace = patience.with(response.getOutputStream(), format);
        int count = hearing.listening().parts().size();
        Place place = Place.START;
        for (int i = 0; i < count; i++) {
            Sound sound = next(hearing, i);
            if (!isTaken(AudioFormat.joined(sound, place, i == count - 1), pace)) {
                return;
            }
            rates.learn(hearing.listening().parts().get(i), sound);
            place = place.after(sound.extent());
            hearing.consumed(i + 1);
        }
    }

    private void begin(Begun begun, HttpServletResponse response) {
        // Asks the database while the first segment is being made; when that fails, the answer has
        // no header of sound yet.
        Length length = length(begun.hearing().listening());
        requireFirst(begun.hearing());
        headers(begun, response);
        lengthHeaders(length, response);
    }

    /** False when the listener has gone, who then needs no answer. */
    private static boolean isTaken(byte[] bytes, ListenerPace pace) throws StreamBroken {
        try {
            pace.hand(bytes, bytes.length);
        } catch (ListenerPace.TooSlow slow) {
            throw new StreamBroken(slow);
        } catch (IOException gone) {
            LOG.debug("The listener has gone", gone);
            return false;
        }
        return true;
    }

    private static void requireFirst(Hearing hearing) {
        try {
            hearing.sound(0);
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
        response.setContentType(voicing.format().contentType());
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
            response.setHeader("X-Voice-Reason", voicing.reason().code());
        }
    }

    /**
     * How long it takes to hear all of it.
     *
     * @param exact whether all of it is stored already
     */
    private record Length(long millis, boolean exact) {}

    private Length length(Listening listening) {
        Map<String, Extent> stored =
                listening.parts().stream().anyMatch(SoundStream::has)
                        ? stored(listening)
                        : Map.of();
        List<Extent> known = new ArrayList<>();
        long estimate = 0;
        for (Part part : listening.parts()) {
            Extent extent = has(part) ? stored.get(part.storageKey()) : null;
            if (extent != null) {
                known.add(extent);
            }
            estimate += extent == null ? rates.estimateMillis(part) : extent.millis();
        }
        boolean exact = known.size() == listening.parts().size();
        return new Length(exact ? new Timeline(known).millis() : estimate, exact);
    }

    /** Whether it is stored tells only its listener something: who has it already. */
    private static boolean has(Part part) {
        return !part.priced() && part.place().heard();
    }

    private Map<String, Extent> stored(Listening listening) {
        return sounds.list(listening.parts().stream().map(Part::storageKey).toList()).stream()
                .collect(Collectors.toMap(Piece::storageKey, Piece::extent));
    }

    private static void lengthHeaders(Length length, HttpServletResponse response) {
        response.setHeader(
                "X-Duration-Seconds", Long.toString(Math.ceilDiv(length.millis(), 1_000)));
        response.setHeader("X-Duration-Millis", Long.toString(length.millis()));
        response.setHeader("X-Duration-Exact", Boolean.toString(length.exact()));
    }
}
