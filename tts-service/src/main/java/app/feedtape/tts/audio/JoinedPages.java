package app.feedtape.tts.audio;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** The pages of one piece as they stand in the file; one page is in memory at a time. */
final class JoinedPages extends InputStream {

    private final InputStream pages;
    private final Extent extent;
    private final Place place;
    private final boolean last;
    private int headers;
    private int number;
    private byte[] page = {};
    private int at;

    /**
     * @param pages of the piece; with its headers when it is the first one
     */
    JoinedPages(InputStream pages, Extent extent, Place place, boolean last) {
        this.pages = pages;
        this.extent = extent;
        this.place = place;
        this.last = last;
        this.headers = place.isFirst() ? OggOpus.HEADER_PAGES : 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (at == page.length && !turn()) {
            return -1;
        }
        int count = Math.min(length, page.length - at);
        System.arraycopy(page, at, into, offset, count);
        at += count;
        return count;
    }

    @Override
    public void close() throws IOException {
        pages.close();
    }

    private boolean turn() throws IOException {
        OggPage next = OggPage.read(pages);
        if (next == null) {
            return false;
        }
        at = 0;
        if (headers > 0) {
            headers--;
            page = next.bytes();
        } else {
            page = placed(next).bytes();
            number++;
        }
        return true;
    }

    /** Only the last page of the file says so, and only there the padding is left out. */
    private OggPage placed(OggPage audio) {
        boolean ends = audio.is(OggPage.LAST);
        long position = ends && !last ? extent.samples() : audio.granule();
        return audio.at(
                ends && last ? OggPage.LAST : 0,
                place.samples() + position,
                OggOpus.HEADER_PAGES + place.frames() + number);
    }
}
