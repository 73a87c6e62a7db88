package app.feedtape.tts.audio;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.gagravarr.ogg.OggFile;
import org.gagravarr.ogg.OggPacket;
import org.gagravarr.ogg.OggPacketWriter;
import org.gagravarr.opus.OpusAudioData;
import org.gagravarr.opus.OpusFile;
import org.gagravarr.opus.OpusInfo;
import org.gagravarr.opus.OpusTags;

/** Opus files made and played by libraries that know nothing of ours. */
public final class OpusPlayer {
    public static final int RATE = 48_000;
    private static final int FRAME = RATE / 50;

    private OpusPlayer() {}

    /** A tone with a file around it, as a voice would send it. */
    public static byte[] tone(int hertz, int samples) {
        try {
            OpusEncoder encoder = new OpusEncoder(RATE, 1, OpusApplication.OPUS_APPLICATION_VOIP);
            encoder.setBitrate(32_000);
            encoder.setComplexity(0);
            OpusInfo info = new OpusInfo();
            info.setNumChannels(1);
            info.setSampleRate(RATE);
            info.setPreSkip(encoder.getLookahead());
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            OggPacketWriter file = new OggFile(out).getPacketWriter(4711);
            file.bufferPacket(info.write(), true);
            file.bufferPacket(new OpusTags().write(), true);
            int end = samples + encoder.getLookahead();
            short[] sound = new short[FRAME];
            byte[] packet = new byte[1_500];
            for (int at = 0; at < end; at += FRAME) {
                if (at % RATE == 0) {
                    file.flush();
                }
                for (int i = 0; i < FRAME; i++) {
                    sound[i] = (short) (8_000 * Math.sin(2 * Math.PI * hertz * (at + i) / RATE));
                }
                int length = encoder.encode(sound, 0, FRAME, packet, 0, packet.length);
                file.bufferPacket(new OggPacket(Arrays.copyOf(packet, length)));
                file.setGranulePosition(Math.min(end, at + FRAME));
            }
            file.close();
            return out.toByteArray();
        } catch (OpusException | IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /**
     * What is heard of a whole file: without what the header says to skip and what its end says.
     */
    public static short[] play(byte[] file) {
        return play(file, 0);
    }

    /** What is heard from a position on, reached by seeking. */
    public static short[] play(byte[] file, long from) {
        try {
            OpusFile opus = new OpusFile(new OggFile(new ByteArrayInputStream(file)));
            OpusDecoder decoder = new OpusDecoder(RATE, 1);
            if (from > 0) {
                opus.skipToGranule(from);
            }
            ByteArrayOutputStream heard = new ByteArrayOutputStream();
            byte[] out = new byte[2 * 5_760];
            long end = 0;
            long decoded = 0;
            for (OpusAudioData one = opus.getNextAudioPacket();
                    one != null;
                    one = opus.getNextAudioPacket()) {
                int samples =
                        decoder.decode(
                                one.getData(), 0, one.getData().length, out, 0, 5_760, false);
                heard.write(out, 0, samples * 2);
                decoded += samples;
                end = Math.max(end, one.getGranulePosition());
            }
            int skip = from > 0 ? 0 : opus.getInfo().getPreSkip();
            long padding = from > 0 ? 0 : decoded - end;
            return samples(heard.toByteArray(), skip, (int) (decoded - padding));
        } catch (OpusException failure) {
            throw new IllegalStateException(failure);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static short[] samples(byte[] bytes, int from, int until) {
        short[] samples = new short[until - from];
        for (int i = 0; i < samples.length; i++) {
            int at = 2 * (from + i);
            samples[i] = (short) (bytes[at] & 0xff | bytes[at + 1] << 8);
        }
        return samples;
    }
}
