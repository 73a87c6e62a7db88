package app.feedtape.tts.audio;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One logical stream of Opus, read to its end: mono, without gaps, and with the page that says it
 * is the last one, so that what was cut off is noticed.
 *
 * @param preSkip samples that a decoder needs to settle
 * @param endTrim samples of the last packet that are padding
 */
record OpusStream(int preSkip, int endTrim, List<OpusPacket> packets) {

    static final byte[] HEAD = "OpusHead".getBytes(StandardCharsets.US_ASCII);
    static final byte[] TAGS = "OpusTags".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_LENGTH = 19;

    long samples() {
        return packets.stream().mapToLong(OpusPacket::samples).sum();
    }

    /**
     * Reads a stream.
     *
     * @throws IOException saying what is wrong with it
     */
    static OpusStream read(InputStream in) throws IOException {
        List<byte[]> packets = new ArrayList<>();
        long end = packets(in, packets);
        if (packets.size() < 2 || !startsWith(packets.get(1), TAGS)) {
            throw new IOException("no Opus");
        }
        int preSkip = preSkip(packets.getFirst());
        List<OpusPacket> sound =
                new ArrayList<>(
                        packets.subList(2, packets.size()).stream().map(OpusPacket::of).toList());
        long samples = sound.stream().mapToLong(OpusPacket::samples).sum();
        if (end < 0 || end > samples) {
            throw new IOException("%d samples where %d are named".formatted(samples, end));
        }
        while (!sound.isEmpty() && samples - sound.getLast().samples() >= end) {
            samples -= sound.removeLast().samples();
        }
        return new OpusStream(preSkip, (int) (samples - end), List.copyOf(sound));
    }

    /** Takes the pages apart; answers the position the last one names. */
    private static long packets(InputStream in, List<byte[]> packets) throws IOException {
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        boolean continues = false;
        @Nullable OggPage last = null;
        for (OggPage page = OggPage.read(in); page != null; page = OggPage.read(in)) {
            requireNext(last, page, continues);
            continues = take(page, open, packets, continues);
            last = page;
        }
        if (last == null || !last.is(OggPage.LAST) || continues) {
            throw new IOException("the stream is cut off");
        }
        return last.granule();
    }

    private static void requireNext(@Nullable OggPage last, OggPage page, boolean continues)
            throws IOException {
        boolean next =
                last == null
                        ? page.is(OggPage.FIRST)
                        : !last.is(OggPage.LAST)
                                && !page.is(OggPage.FIRST)
                                && page.serial() == last.serial()
                                && page.sequence() == last.sequence() + 1;
        if (!next || page.is(OggPage.CONTINUED) != continues) {
            throw new IOException("pages are missing");
        }
    }

    /** Whether the last packet goes on on the next page. */
    private static boolean take(
            OggPage page, ByteArrayOutputStream open, List<byte[]> packets, boolean continued) {
        int at = 0;
        boolean continues = continued;
        for (byte lace : page.lacing()) {
            int length = lace & 0xff;
            open.write(page.body(), at, length);
            at += length;
            continues = length == OggPage.MOST_LACING;
            if (!continues) {
                packets.add(open.toByteArray());
                open.reset();
            }
        }
        return continues;
    }

    private static int preSkip(byte[] head) throws IOException {
        if (head.length < HEAD_LENGTH || !startsWith(head, HEAD) || (head[8] & 0xf0) != 0) {
            throw new IOException("no Opus");
        }
        ByteBuffer fields = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
        boolean gain = fields.getShort(16) != 0;
        if (head[9] != 1 || head[18] != 0 || gain) {
            throw new IOException("not mono as it is");
        }
        return fields.getShort(10) & 0xffff;
    }

    private static boolean startsWith(byte[] packet, byte[] name) {
        return packet.length >= name.length
                && Arrays.equals(packet, 0, name.length, name, 0, name.length);
    }
}
