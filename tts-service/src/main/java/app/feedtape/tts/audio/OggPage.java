package app.feedtape.tts.audio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A page of an Ogg stream (RFC 3533, 6).
 *
 * @param granule the stream's position at the end of the last packet that ends on this page; -1
 *     when none does
 * @param lacing how the body falls into packets
 */
record OggPage(int flags, long granule, int serial, int sequence, byte[] lacing, byte[] body) {

    static final int CONTINUED = 1;
    static final int FIRST = 2;
    static final int LAST = 4;
    static final int MOST_LACING = 255;

    private static final int HEADER = 27;
    private static final int CHECKSUM_AT = 22;
    private static final int CAPTURE = 'O' | 'g' << 8 | 'g' << 16 | 'S' << 24;
    private static final int[] CHECKSUMS = checksums();

    /**
     * The next page, or null at the end. What is no whole page with a right checksum is an error.
     */
    static @Nullable OggPage read(InputStream in) throws IOException {
        byte[] header = in.readNBytes(HEADER);
        if (header.length == 0) {
            return null;
        }
        if (header.length < HEADER) {
            throw new IOException("a page is cut off");
        }
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        if (fields.getInt(0) != CAPTURE || header[4] != 0) {
            throw new IOException("no page where one should begin");
        }
        byte[] lacing = in.readNBytes(header[HEADER - 1] & 0xff);
        byte[] body = in.readNBytes(sum(lacing));
        OggPage page =
                new OggPage(
                        header[5] & 0xff,
                        fields.getLong(6),
                        fields.getInt(14),
                        fields.getInt(18),
                        lacing,
                        body);
        if (lacing.length < (header[HEADER - 1] & 0xff) || body.length < sum(lacing)) {
            throw new IOException("a page is cut off");
        }
        if (ByteBuffer.wrap(page.bytes()).order(ByteOrder.LITTLE_ENDIAN).getInt(CHECKSUM_AT)
                != fields.getInt(CHECKSUM_AT)) {
            throw new IOException("a page is damaged");
        }
        return page;
    }

    /** A page of whole packets. */
    static OggPage of(int flags, long granule, int serial, int sequence, Iterable<byte[]> packets) {
        byte[] lacing = new byte[MOST_LACING];
        int laces = 0;
        ByteBuffer body = ByteBuffer.allocate(MOST_LACING * MOST_LACING);
        for (byte[] packet : packets) {
            body.put(packet);
            for (int left = packet.length; left >= 0; left -= MOST_LACING) {
                lacing[laces++] = (byte) Math.min(left, MOST_LACING);
            }
        }
        return new OggPage(
                flags,
                granule,
                serial,
                sequence,
                Arrays.copyOf(lacing, laces),
                Arrays.copyOf(body.array(), body.position()));
    }

    /** How much of a page's lacing a packet takes. */
    static int laces(byte[] packet) {
        return packet.length / MOST_LACING + 1;
    }

    boolean is(int flag) {
        return (flags & flag) != 0;
    }

    /** The same sound at another place of another stream. */
    OggPage at(int flag, long position, int number) {
        return new OggPage(flag, position, serial, number, lacing, body);
    }

    byte[] bytes() {
        ByteBuffer page =
                ByteBuffer.allocate(HEADER + lacing.length + body.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(CAPTURE)
                        .put((byte) 0)
                        .put((byte) flags)
                        .putLong(granule)
                        .putInt(serial)
                        .putInt(sequence)
                        .putInt(0)
                        .put((byte) lacing.length)
                        .put(lacing)
                        .put(body);
        return page.putInt(CHECKSUM_AT, checksum(page.array())).array();
    }

    private static int sum(byte[] lacing) {
        int sum = 0;
        for (byte lace : lacing) {
            sum += lace & 0xff;
        }
        return sum;
    }

    private static int checksum(byte[] bytes) {
        int checksum = 0;
        for (byte one : bytes) {
            checksum = checksum << 8 ^ CHECKSUMS[checksum >>> 24 ^ one & 0xff];
        }
        return checksum;
    }

    private static int[] checksums() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int value = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                value = value << 1 ^ (value < 0 ? 0x04c11db7 : 0);
            }
            table[i] = value;
        }
        return table;
    }
}
