package app.feedtape.voice;

import app.feedtape.voice.VoiceProtocol.Utterance;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Speaks what standard input asks for, until it ends. One argument: the folder in which espeak-ng's
 * library and data are kept (unpacked there once).
 */
public final class VoiceMain {
    private VoiceMain() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 1) {
            System.err.println("usage: VoiceMain FOLDER_FOR_VOICE_DATA");
            System.exit(2);
        }
        DataInputStream in = new DataInputStream(new BufferedInputStream(System.in));
        DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(
                                new FileOutputStream(FileDescriptor.out), 1 << 16));
        // The encoder prints now and then; a stray line among the frames would end the
        // conversation.
        System.setOut(System.err);
        VoiceProtocol protocol = new VoiceProtocol(in, out);
        Espeak espeak = Espeak.load(VoiceFiles.unpack(Path.of(arguments[0])));
        protocol.ready();
        Optional<Utterance> next = protocol.next();
        while (next.isPresent()) {
            new Speaking(espeak, protocol, next.get()).run();
            next = protocol.next();
        }
    }
}
