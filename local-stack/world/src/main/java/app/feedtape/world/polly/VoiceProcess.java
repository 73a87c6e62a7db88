package app.feedtape.world.polly;

import app.feedtape.world.polly.LocalVoice.Hearer;
import app.feedtape.world.polly.SpeechRequest.Format;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One child that speaks. Frames (big-endian): asked {@code 'S'} UTF voice, int rate %, int Hz, UTF
 * format, int length, UTF-8 text; {@code 'C'} gives up. Answered one byte kind, int length: {@code
 * 'R'} ready, {@code 'A'} audio, {@code 'M'} mark, {@code 'E'} end, {@code 'X'} refusal.
 */
final class VoiceProcess {
    private static final Path SETPRIV = Path.of("/usr/bin/setpriv");
    private static final int LONGEST_FRAME = 1 << 24;

    private final Process process;
    private final DataOutputStream out;
    private final DataInputStream in;
    private volatile boolean usable = true;

    /**
     * Where the voice's class path is (its module's target folder) and where it unpacks its data.
     */
    record Command(Path target, Path data) {
        List<String> line() {
            List<String> line = new ArrayList<>();
            if (Files.isExecutable(SETPRIV)) {
                line.addAll(List.of(SETPRIV.toString(), "--pdeathsig", "KILL"));
            }
            line.addAll(
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "-Xmx160m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Xshare:auto",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            target.resolve("classes")
                                    + File.pathSeparator
                                    + target.resolve("lib")
                                    + File.separator
                                    + "*",
                            "app.feedtape.voice.VoiceMain",
                            data.toString()));
            return line;
        }
    }

    private VoiceProcess(Process process) {
        this.process = process;
        this.out = new DataOutputStream(process.getOutputStream());
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream(), 1 << 16));
    }

    static VoiceProcess start(Command command) {
        try {
            Process process =
                    new ProcessBuilder(command.line())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            VoiceProcess voice = new VoiceProcess(process);
            if (voice.in.readByte() != 'R') {
                throw new IOException("The voice does not speak our protocol");
            }
            voice.in.readInt();
            return voice;
        } catch (IOException notStarted) {
            throw new UncheckedIOException(notStarted);
        }
    }

    boolean isUsable() {
        return usable && process.isAlive();
    }

    void speak(SpeechRequest request, Hearer hearer) throws IOException {
        usable = false;
        ask(request);
        @Nullable IOException gone = listen(hearer);
        usable = true;
        if (gone != null) {
            throw gone;
        }
    }

    private void ask(SpeechRequest request) throws IOException {
        byte[] text = request.script().text().getBytes(StandardCharsets.UTF_8);
        boolean marks = request.format() == Format.JSON;
        out.writeByte('S');
        out.writeUTF(request.voice().local());
        out.writeInt(request.script().ratePercent());
        out.writeInt(marks ? request.engine().sampleRate() : request.sampleRate());
        out.writeUTF(marks ? "marks" : request.format().name().toLowerCase(Locale.ROOT));
        out.writeInt(text.length);
        out.write(text);
        out.flush();
    }

    /**
     * Returns when the child is at rest again; what it returns is why the hearer did not stay to
     * the end.
     */
    private @Nullable IOException listen(Hearer hearer) throws IOException {
        @Nullable IOException gone = null;
        while (true) {
            byte kind = in.readByte();
            int length = in.readInt();
            if (length < 0 || length > LONGEST_FRAME) {
                throw new IOException("Frame of " + length + " bytes");
            }
            byte[] body = in.readNBytes(length);
            switch (kind) {
                case 'E' -> {
                    return gone;
                }
                case 'X' -> throw new IOException(new String(body, StandardCharsets.UTF_8));
                default -> gone = gone == null ? hand(kind, body, hearer) : gone;
            }
        }
    }

    private @Nullable IOException hand(byte kind, byte[] body, Hearer hearer) throws IOException {
        try {
            if (kind == 'A') {
                hearer.audio(body);
            } else if (kind == 'M') {
                DataInputStream mark = new DataInputStream(new ByteArrayInputStream(body));
                hearer.mark(mark.readUTF(), mark.readInt(), mark.readInt(), mark.readInt());
            }
            return null;
        } catch (IOException gone) {
            out.writeByte('C');
            out.flush();
            return gone;
        }
    }

    void end() {
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
