package app.feedtape.voice;

import app.feedtape.voice.VoiceProtocol.Format;
import app.feedtape.voice.VoiceProtocol.Mark;
import app.feedtape.voice.VoiceProtocol.Utterance;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * One utterance: from the voice through the sample rate and the encoder into frames, as it is made.
 */
final class Speaking implements Espeak.Hearer {
    private final Espeak espeak;
    private final VoiceProtocol protocol;
    private final Utterance utterance;
    private final Resampler resampler;
    private final @Nullable Mp3Encoder encoder;
    private boolean cancelled;

    Speaking(Espeak espeak, VoiceProtocol protocol, Utterance utterance) {
        this.espeak = espeak;
        this.protocol = protocol;
        this.utterance = utterance;
        this.resampler = new Resampler(espeak.sampleRate(), utterance.sampleRate());
        this.encoder =
                utterance.format() == Format.MP3 ? new Mp3Encoder(utterance.sampleRate()) : null;
    }

    void run() throws IOException {
        try {
            espeak.say(utterance.voice(), utterance.ratePercent(), utterance.text(), this);
        } catch (IllegalArgumentException | IllegalStateException refused) {
            protocol.refuse(String.valueOf(refused.getMessage()));
            return;
        }
        if (!cancelled && encoder != null) {
            byte[] rest = encoder.finish();
            protocol.audio(rest, rest.length);
        }
        protocol.end();
    }

    @Override
    public boolean samples(short[] samples) {
        try {
            if (protocol.cancelled()) {
                cancelled = true;
                return false;
            }
            if (utterance.format() == Format.MARKS) {
                return true;
            }
            byte[] pcm = resampler.littleEndian(samples);
            byte[] audio = encoder == null ? pcm : encoder.encode(pcm);
            protocol.audio(audio, audio.length);
            return true;
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    @Override
    public void mark(Mark mark) {
        if (utterance.format() != Format.MARKS) {
            return;
        }
        try {
            protocol.mark(mark);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
