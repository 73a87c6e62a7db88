package app.feedtape.tts.audio;

import app.feedtape.tts.audio.AudioAsset.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Stored pieces as the one file they are. No more of it is in memory than a buffer. */
final class JoinedSound {

    private static final int BUFFER = 64 * 1024;

    private final AudioFormat format;
    private final List<Part> parts = new ArrayList<>();
    private final long length;

    /**
     * @param begin where in the file it begins
     */
    private record Part(Piece piece, Place place, long begin, long length) {}

    JoinedSound(AudioFormat format, List<Piece> pieces) {
        this.format = format;
        Place place = Place.START;
        long at = 0;
        for (Piece piece : pieces) {
            long bytes = format.joinedBytes(piece.bytes(), place);
            parts.add(new Part(piece, place, at, bytes));
            place = place.after(piece.extent());
            at += bytes;
        }
        this.length = at;
    }

    long length() {
        return length;
    }

    /** Hands a range of it to a listener. */
    void copy(ByteRange range, AudioStorage storage, ListenerPace pace) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (Part part : parts) {
            long from = Math.max(0, range.first() - part.begin());
            long until = Math.min(part.length(), range.last() + 1 - part.begin());
            if (from < until) {
                try (InputStream in = open(part, storage, from)) {
                    copy(in, until - from, buffer, pace, part);
                }
            }
        }
    }

    private InputStream open(Part part, AudioStorage storage, long from) throws IOException {
        Piece piece = part.piece();
        return format.joined(
                offset -> storage.open(piece.object(), offset, piece.bytes()),
                piece.extent(),
                part.place(),
                part == parts.getLast(),
                from);
    }

    private static void copy(
            InputStream in, long count, byte[] buffer, ListenerPace pace, Part part)
            throws IOException {
        long left = count;
        while (left > 0) {
            int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (read < 0) {
                throw new LostSound(part.piece().object());
            }
            pace.hand(buffer, read);
            left -= read;
        }
    }
}
