package app.feedtape.tts.audio;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code Range} header asks for (RFC 9110, 14.2). One range of bytes is honoured; several,
 * or something else, get the whole, as the RFC allows.
 *
 * @param last inclusive
 */
record ByteRange(long first, long last) {

    private static final Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})-(\\d{0,18})\\s*");

    /** The answer to a range nobody can satisfy. */
    static final ByteRange NONE = new ByteRange(-1, -1);

    /** Empty for "send everything", {@link #NONE} for 416. */
    static Optional<ByteRange> of(@Nullable String header, long length) {
        if (header == null) {
            return Optional.empty();
        }
        Matcher single = SINGLE.matcher(header);
        if (!single.matches() || (single.group(1).isEmpty() && single.group(2).isEmpty())) {
            return Optional.empty();
        }
        if (single.group(1).isEmpty()) {
            long suffix = Long.parseLong(single.group(2));
            return Optional.of(
                    suffix == 0 ? NONE : new ByteRange(Math.max(0, length - suffix), length - 1));
        }
        long first = Long.parseLong(single.group(1));
        long last =
                single.group(2).isEmpty()
                        ? length - 1
                        : Math.min(length - 1, Long.parseLong(single.group(2)));
        if (!single.group(2).isEmpty() && Long.parseLong(single.group(2)) < first) {
            return Optional.empty();
        }
        return Optional.of(first >= length ? NONE : new ByteRange(first, last));
    }

    long length() {
        return last - first + 1;
    }
}
