package app.feedtape.voice;

import io.github.jaredmdobson.concentus.OpusApplication;
import io.github.jaredmdobson.concentus.OpusEncoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.gagravarr.ogg.OggFile;
import org.gagravarr.ogg.OggPacket;
import org.gagravarr.ogg.OggPacketWriter;
import org.gagravarr.opus.OpusInfo;
import org.gagravarr.opus.OpusTags;

/** Mono Opus in Ogg, 20 ms a packet and a page a second; the end says how much of it is padding. */
final class OggOpusEncoder implements SoundEncoder {
    private static final int BITS_PER_SECOND = 32_000;
    private static final int COMPLEXITY = 3;
    private static final int PACKETS_PER_PAGE = 50;
    private static final int LONGEST_PACKET = 1_500;
    private static final int SERIAL = 1;

    private final OpusEncoder encoder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final OggPacketWriter writer;
    private final byte[] packet = new byte[LONGEST_PACKET];
    private final byte[] frame;
    private final int preSkip;
    private int filled;
    private long heard;
    private long encoded;
    private int onPage;

    OggOpusEncoder(int sampleRate) throws IOException {
        try {
            encoder = new OpusEncoder(sampleRate, 1, OpusApplication.OPUS_APPLICATION_VOIP);
        } catch (OpusException impossible) {
            throw new IOException(impossible);
        }
        encoder.setBitrate(BITS_PER_SECOND);
        encoder.setComplexity(COMPLEXITY);
        frame = new byte[sampleRate / 50 * 2];
        preSkip = encoder.getLookahead();
        writer = new OggFile(out).getPacketWriter(SERIAL);
        OpusInfo info = new OpusInfo();
        info.setNumChannels(1);
        info.setSampleRate(sampleRate);
        info.setPreSkip(preSkip);
        writer.bufferPacket(info.write(), true);
        writer.bufferPacket(new OpusTags().write(), true);
    }

    @Override
    public byte[] encode(byte[] pcm) throws IOException {
        heard += pcm.length / 2;
        take(pcm);
        return taken();
    }

    @Override
    public byte[] finish() throws IOException {
        long all = heard + preSkip;
        // What the encoder still holds back comes out behind silence.
        do {
            take(new byte[frame.length - filled]);
        } while (encoded < all);
        writer.setGranulePosition(all);
        writer.close();
        return taken();
    }

    private void take(byte[] pcm) throws IOException {
        int at = 0;
        while (at < pcm.length) {
            int count = Math.min(frame.length - filled, pcm.length - at);
            System.arraycopy(pcm, at, frame, filled, count);
            filled += count;
            at += count;
            if (filled == frame.length) {
                write();
            }
        }
    }

    /**
     * A full page goes out only when there is a packet for the next: the last page must not be
     * empty.
     */
    private void write() throws IOException {
        if (onPage == PACKETS_PER_PAGE) {
            writer.flush();
            onPage = 0;
        }
        try {
            int length = encoder.encode(frame, 0, frame.length / 2, packet, 0, packet.length);
            writer.bufferPacket(new OggPacket(Arrays.copyOf(packet, length)));
        } catch (OpusException failure) {
            throw new IOException(failure);
        }
        encoded += frame.length / 2;
        writer.setGranulePosition(encoded);
        onPage++;
        filled = 0;
    }

    private byte[] taken() {
        byte[] pages = out.toByteArray();
        out.reset();
        return pages;
    }
}
