package app.feedtape.voice;

import app.feedtape.voice.VoiceProtocol.Format;
import app.feedtape.voice.VoiceProtocol.Mark;
import app.feedtape.voice.VoiceProtocol.Utterance;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * One utterance: from the voice through the sample rate and the encoder into frames, as it is made.
 */
final class Speaking implements Espeak.Hearer {
    private final Espeak espeak;
    private final VoiceProtocol protocol;
    private final Utterance utterance;
    private final Resampler resampler;
    private final SoundEncoder encoder;
    private boolean cancelled;

    Speaking(Espeak espeak, VoiceProtocol protocol, Utterance utterance) throws IOException {
        this.espeak = espeak;
        this.protocol = protocol;
        this.utterance = utterance;
        this.resampler = new Resampler(espeak.sampleRate(), utterance.sampleRate());
        this.encoder = SoundEncoder.of(utterance.format(), utterance.sampleRate());
    }

    void run() throws IOException {
        try {
            espeak.say(utterance.voice(), utterance.ratePercent(), utterance.text(), this);
        } catch (IllegalArgumentException | IllegalStateException refused) {
            protocol.refuse(String.valueOf(refused.getMessage()));
            return;
        }
        if (!cancelled && utterance.format() != Format.MARKS) {
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
            byte[] audio = encoder.encode(resampler.littleEndian(samples));
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
