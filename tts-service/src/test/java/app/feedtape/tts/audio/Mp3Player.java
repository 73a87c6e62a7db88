package app.feedtape.tts.audio;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioFormat.Encoding;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;

/** MP3 files as a player sees them that knows nothing of ours: Java Sound with mp3spi. */
public final class Mp3Player {

    private Mp3Player() {}

    /** How long the player shows it to be, in milliseconds. */
    public static long shownMillis(byte[] file) {
        try {
            Path path = Files.createTempFile("sound", ".mp3");
            try {
                Files.write(path, file);
                return (long)
                                AudioSystem.getAudioFileFormat(path.toFile())
                                        .properties()
                                        .get("duration")
                        / 1_000;
            } finally {
                Files.delete(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (UnsupportedAudioFileException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** How many samples it plays. */
    public static long samples(byte[] file) {
        try (AudioInputStream coded =
                        AudioSystem.getAudioInputStream(new ByteArrayInputStream(file));
                AudioInputStream played =
                        AudioSystem.getAudioInputStream(pcm(coded.getFormat()), coded)) {
            return played.readAllBytes().length / 2;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (UnsupportedAudioFileException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static AudioFormat pcm(AudioFormat coded) {
        return new AudioFormat(
                Encoding.PCM_SIGNED,
                coded.getSampleRate(),
                16,
                coded.getChannels(),
                2 * coded.getChannels(),
                coded.getSampleRate(),
                false);
    }
}
