package app.feedtape.feed.fetching;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body to its end or to the bound, decoding at most one layer of gzip; the bound is on what
 * comes out.
 */
final class BoundedBody {

    private static final int STEP = 16 * 1024;

    private BoundedBody() {}

    static byte[] read(InputStream raw, @Nullable String contentEncoding, int maximumBytes)
            throws IOException {
        try {
            InputStream decoded = decoded(raw, contentEncoding);
            ByteArrayOutputStream body = new ByteArrayOutputStream(STEP);
            byte[] step = new byte[STEP];
            for (int length = decoded.read(step); length >= 0; length = decoded.read(step)) {
                if (body.size() + length > maximumBytes) {
                    throw new FetchFailure(FetchProblem.TOO_LARGE);
                }
                body.write(step, 0, length);
            }
            return body.toByteArray();
        } catch (ZipException notGzip) {
            throw new FetchFailure(FetchProblem.ENCODING_UNKNOWN);
        }
    }

    private static InputStream decoded(InputStream raw, @Nullable String contentEncoding)
            throws IOException {
        String encoding =
                contentEncoding == null ? "" : contentEncoding.strip().toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "", "identity" -> raw;
            case "gzip", "x-gzip" -> new GZIPInputStream(raw, STEP);
            default -> throw new FetchFailure(FetchProblem.ENCODING_UNKNOWN);
        };
    }
}
