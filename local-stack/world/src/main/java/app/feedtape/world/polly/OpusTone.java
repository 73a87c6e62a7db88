package app.feedtape.world.polly;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import org.gagravarr.ogg.OggFile;
import org.gagravarr.ogg.OggPacket;
import org.gagravarr.ogg.OggPacketWriter;
import org.gagravarr.opus.OpusInfo;
import org.gagravarr.opus.OpusTags;

/**
 * The tone in Opus: one packet of 20 ms that stands alone (450 Hz, nine whole waves), again and
 * again, with Ogg around it.
 */
final class OpusTone {
    private static final byte[] PACKET =
            HexFormat.of()
                    .parseHex(
                            "f864da85665fd7968e4c61f679f24614f0eddbad1b1384082045240caed1055abc4021283f10ed96d17718674aad7bc1"
                                    + "34364957c84583bedd0243d5");

    private static final int SAMPLES = 960;
    private static final int PACKETS_PER_PAGE = 50;
    private static final int PRE_SKIP = 312;
    private static final int SERIAL = 1;

    private OpusTone() {}

    static byte[] file(int sampleRate, long millis) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OpusInfo info = new OpusInfo();
        info.setNumChannels(1);
        info.setSampleRate(sampleRate);
        info.setPreSkip(PRE_SKIP);
        OggPacketWriter writer = new OggFile(out).getPacketWriter(SERIAL);
        writer.bufferPacket(info.write(), true);
        writer.bufferPacket(new OpusTags().write(), true);
        long end = millis * sampleRate / 1_000 + PRE_SKIP;
        long packets = Math.ceilDiv(end, SAMPLES);
        for (long i = 0; i < packets; i++) {
            // The last page is never empty: closing marks it as the end.
            if (i > 0 && i % PACKETS_PER_PAGE == 0) {
                writer.flush();
            }
            writer.bufferPacket(new OggPacket(PACKET.clone()));
            writer.setGranulePosition(Math.min(end, (i + 1) * SAMPLES));
        }
        writer.close();
        return out.toByteArray();
    }
}
