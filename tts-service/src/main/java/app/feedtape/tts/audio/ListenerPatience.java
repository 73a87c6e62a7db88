package app.feedtape.tts.audio;

import app.feedtape.tts.audio.AudioConfiguration.AudioSettings;
import java.io.OutputStream;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** How long listeners may keep a stream waiting. */
@Component
public class ListenerPatience {

    private final Duration patience;

    ListenerPatience(AudioSettings settings) {
        this.patience = settings.listenerPatience();
    }

    public ListenerPace with(OutputStream out, AudioFormat format) {
        return new ListenerPace(out, patience, format.slowestBytesPerSecond(), System::nanoTime);
    }
}
