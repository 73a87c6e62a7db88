package app.feedtape.tts.audio;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Opus in Ogg (RFC 7845). What the voice sends is taken apart into packets and paged anew, so that
 * pages belong to one segment and the two header pages have one length. A file of several segments
 * is one logical stream: the headers of the first, then everybody's pages, each with its number,
 * its granule position and its checksum made for where it stands. The samples a decoder needs to
 * settle are left out at the beginning of the file, the padding of the last packet at its end; in
 * between both are played, a few milliseconds of near silence that the positions count.
 */
final class OggOpus implements SoundFormat {

    static final int SAMPLE_RATE = 48_000;

    /** The same in every file: the same segments are the same bytes. */
    private static final int SERIAL = 1;

    static final int HEADER_PAGES = 2;

    private static final int LONGEST_PAGE = SAMPLE_RATE;
    private static final int USUAL_PRE_SKIP = 312;
    private static final int SILENT_PACKETS = 16;
    private static final byte[] TAGS = tags();
    private static final int HEADER_BYTES =
            headers(USUAL_PRE_SKIP).stream().mapToInt(page -> page.bytes().length).sum();

    @Override
    public int sampleRate(int usual) {
        return SAMPLE_RATE;
    }

    @Override
    public Reading read(byte[] bytes, int sampleRate) {
        try {
            return sound(OpusStream.read(new ByteArrayInputStream(bytes)));
        } catch (IOException | IllegalArgumentException broken) {
            return new Broken(String.valueOf(broken.getMessage()));
        }
    }

    @Override
    public Sound silence(int sampleRate) {
        OpusPacket packet = OpusPacket.of(OpusPacket.SILENCE);
        return (Sound)
                sound(
                        new OpusStream(
                                USUAL_PRE_SKIP, 0, Collections.nCopies(SILENT_PACKETS, packet)));
    }

    private static Reading sound(OpusStream stream) {
        long samples = stream.samples();
        if (samples <= stream.preSkip() + stream.endTrim()) {
            return new Broken("no sound");
        }
        List<OggPage> pages = pages(stream, samples);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        headers(stream.preSkip()).forEach(page -> out.writeBytes(page.bytes()));
        pages.forEach(page -> out.writeBytes(page.bytes()));
        return new Sound(
                out.toByteArray(),
                new Extent(pages.size(), samples, stream.preSkip(), stream.endTrim(), SAMPLE_RATE),
                new Sound.Shape(AudioFormat.OGG_OPUS, SAMPLE_RATE, 0, 0));
    }

    private static List<OggPage> pages(OpusStream stream, long samples) {
        List<OggPage> pages = new ArrayList<>();
        List<byte[]> packets = new ArrayList<>();
        int laces = 0;
        long position = 0;
        long begun = 0;
        for (OpusPacket packet : stream.packets()) {
            int more = OggPage.laces(packet.bytes());
            boolean full =
                    laces + more > OggPage.MOST_LACING
                            || position + packet.samples() - begun > LONGEST_PAGE;
            if (full && !packets.isEmpty()) {
                pages.add(page(0, position, pages.size(), packets));
                packets.clear();
                laces = 0;
                begun = position;
            }
            packets.add(packet.bytes());
            laces += more;
            position += packet.samples();
        }
        pages.add(page(OggPage.LAST, samples - stream.endTrim(), pages.size(), packets));
        return pages;
    }

    private static OggPage page(int flags, long position, int number, List<byte[]> packets) {
        return OggPage.of(flags, position, SERIAL, HEADER_PAGES + number, packets);
    }

    private static List<OggPage> headers(int preSkip) {
        byte[] head =
                ByteBuffer.allocate(19)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(OpusStream.HEAD)
                        .put((byte) 1)
                        .put((byte) 1)
                        .putShort((short) preSkip)
                        .putInt(SAMPLE_RATE)
                        .array();
        return List.of(
                OggPage.of(OggPage.FIRST, 0, SERIAL, 0, List.of(head)),
                OggPage.of(0, 0, SERIAL, 1, List.of(TAGS)));
    }

    private static byte[] tags() {
        byte[] vendor = "FeedTape".getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(OpusStream.TAGS.length + 4 + vendor.length + 4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(OpusStream.TAGS)
                .putInt(vendor.length)
                .put(vendor)
                .array();
    }

    @Override
    public long joinedBytes(long bytes, Place place) {
        return place.isFirst() ? bytes : bytes - HEADER_BYTES;
    }

    @Override
    public InputStream joined(Source piece, Extent extent, Place place, boolean last, long from)
            throws IOException {
        long begin = place.isFirst() ? 0 : HEADER_BYTES;
        InputStream pages = new JoinedPages(piece.open(begin), extent, place, last);
        pages.skipNBytes(from);
        return pages;
    }
}
