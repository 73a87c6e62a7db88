package app.feedtape.voice;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The frames between the Polly stand-in and this process, big-endian, one utterance at a time.
 *
 * <p>Asked: {@code 'S'}, UTF voice, int rate in percent of normal (20..400), int sample rate in Hz,
 * UTF format ({@code mp3}, {@code ogg_opus}, {@code pcm} or {@code marks}), int length, that many
 * bytes of UTF-8 text. While it speaks {@code 'C'} gives up; idle it means nothing.
 *
 * <p>Answered: frames of one byte kind and int length. {@code 'R'} (once, at start) ready; {@code
 * 'A'} audio as it is made; {@code 'M'} a mark: UTF type ({@code sentence} or {@code word}), int
 * time in ms, int first code point of the text, int length in code points; {@code 'E'} the end;
 * {@code 'X'} a refusal in UTF-8, which also ends the answer.
 */
final class VoiceProtocol {
    static final byte SPEAK = 'S';
    static final byte CANCEL = 'C';
    private static final int LONGEST_TEXT = 1 << 20;

    private final DataInputStream in;
    private final DataOutputStream out;

    VoiceProtocol(DataInputStream in, DataOutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** What to say and how. */
    record Utterance(String voice, int ratePercent, int sampleRate, Format format, String text) {}

    enum Format {
        MP3,
        OGG_OPUS,
        PCM,
        MARKS
    }

    /** Waits for the next utterance; empty when the other side is gone. */
    Optional<Utterance> next() throws IOException {
        int kind = in.read();
        while (kind == CANCEL) {
            kind = in.read();
        }
        if (kind < 0) {
            return Optional.empty();
        }
        if (kind != SPEAK) {
            throw new IOException("Unknown frame " + kind);
        }
        try {
            return Optional.of(readUtterance());
        } catch (EOFException gone) {
            return Optional.empty();
        }
    }

    private Utterance readUtterance() throws IOException {
        String voice = in.readUTF();
        int rate = in.readInt();
        int sampleRate = in.readInt();
        Format format =
                switch (in.readUTF()) {
                    case "mp3" -> Format.MP3;
                    case "ogg_opus" -> Format.OGG_OPUS;
                    case "pcm" -> Format.PCM;
                    case "marks" -> Format.MARKS;
                    default -> throw new IOException("Unknown format");
                };
        int length = in.readInt();
        if (length < 0 || length > LONGEST_TEXT) {
            throw new IOException("Text of " + length + " bytes");
        }
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Utterance(voice, rate, sampleRate, format, text);
    }

    /** Only one utterance is under way, so whatever arrives meanwhile is the wish to give it up. */
    boolean cancelled() throws IOException {
        return in.available() > 0;
    }

    void ready() throws IOException {
        frame('R', new byte[0], 0);
        out.flush();
    }

    void audio(byte[] bytes, int length) throws IOException {
        if (length > 0) {
            frame('A', bytes, length);
            out.flush();
        }
    }

    void mark(Mark mark) throws IOException {
        byte[] type = mark.type().getBytes(StandardCharsets.UTF_8);
        out.writeByte('M');
        out.writeInt(2 + type.length + 12);
        out.writeUTF(mark.type());
        out.writeInt(mark.millis());
        out.writeInt(mark.start());
        out.writeInt(mark.length());
    }

    void end() throws IOException {
        frame('E', new byte[0], 0);
        out.flush();
    }

    void refuse(String why) throws IOException {
        byte[] bytes = why.getBytes(StandardCharsets.UTF_8);
        frame('X', bytes, bytes.length);
        out.flush();
    }

    private void frame(char kind, byte[] bytes, int length) throws IOException {
        out.writeByte(kind);
        out.writeInt(length);
        out.write(bytes, 0, length);
    }

    /**
     * Where a sentence or word begins in the text (code points, from 0) and in the sound
     * (milliseconds).
     */
    record Mark(String type, int millis, int start, int length) {}
}
