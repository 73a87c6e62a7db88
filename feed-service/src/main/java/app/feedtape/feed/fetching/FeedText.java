package app.feedtape.feed.fetching;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The characters of a feed. A byte order mark decides (RFC 7303, 3); else the first of these that
 * fits without an error: UTF-8 where the bytes are valid UTF-8, the charset of the header, that of
 * the XML declaration, windows-1252. Servers and documents often contradict each other, and UTF-8
 * hardly ever fits by accident.
 */
final class FeedText {

    private static final Pattern HEADER_CHARSET =
            Pattern.compile(
                    "charset\\s*=\\s*[\"']?([A-Za-z0-9._:-]{1,40})", Pattern.CASE_INSENSITIVE);
    private static final Pattern DECLARED =
            Pattern.compile(
                    "^\\s*<\\?xml[^>]{0,200}?encoding\\s*=\\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']");
    private static final Charset WESTERN = Charset.forName("windows-1252");

    private FeedText() {}

    static String decode(byte[] body, @Nullable String contentType) {
        Optional<String> marked = marked(body);
        if (marked.isPresent()) {
            return marked.get();
        }
        Optional<Charset> wide = wide(body);
        if (wide.isPresent()) {
            return strictly(body, wide.get())
                    .orElseThrow(() -> new UnreadableFeed(FetchProblem.UNREADABLE));
        }
        return candidates(body, contentType).stream()
                .flatMap(charset -> strictly(body, charset).stream())
                .findFirst()
                .orElseGet(() -> new String(body, WESTERN));
    }

    private static Set<Charset> candidates(byte[] body, @Nullable String contentType) {
        String head = new String(body, 0, Math.min(body.length, 512), StandardCharsets.ISO_8859_1);
        Optional<String> header = group(HEADER_CHARSET, contentType == null ? "" : contentType);
        Optional<String> declaration = group(DECLARED, head);
        Optional<Charset> byHeader = header.flatMap(FeedText::known);
        Optional<Charset> byDeclaration = declaration.flatMap(FeedText::known);
        if (byDeclaration.isEmpty()
                && byHeader.isEmpty()
                && (declaration.isPresent() || header.isPresent())) {
            throw new UnreadableFeed(FetchProblem.CHARSET_UNKNOWN);
        }
        Set<Charset> candidates = new LinkedHashSet<>();
        boolean sevenBit =
                byHeader.or(() -> byDeclaration).filter(FeedText::isStateful).isPresent();
        if (!sevenBit) {
            candidates.add(StandardCharsets.UTF_8);
        }
        byHeader.ifPresent(candidates::add);
        byDeclaration.ifPresent(candidates::add);
        return candidates;
    }

    /** Written in seven bits with escapes, so that it would pass for UTF-8. */
    private static boolean isStateful(Charset charset) {
        return charset.name().startsWith("ISO-2022") || charset.name().startsWith("x-ISO-2022");
    }

    private static Optional<String> marked(byte[] body) {
        if (startsWith(body, 0xEF, 0xBB, 0xBF)) {
            return Optional.of(new String(body, 3, body.length - 3, StandardCharsets.UTF_8));
        }
        if (startsWith(body, 0xFE, 0xFF)) {
            return Optional.of(new String(body, 2, body.length - 2, StandardCharsets.UTF_16BE));
        }
        if (startsWith(body, 0xFF, 0xFE)) {
            return Optional.of(new String(body, 2, body.length - 2, StandardCharsets.UTF_16LE));
        }
        return Optional.empty();
    }

    private static Optional<Charset> wide(byte[] body) {
        if (startsWith(body, 0x00, 0x3C)) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        return startsWith(body, 0x3C, 0x00)
                ? Optional.of(StandardCharsets.UTF_16LE)
                : Optional.empty();
    }

    private static boolean startsWith(byte[] body, int... start) {
        for (int i = 0; i < start.length; i++) {
            if (body.length <= i || (body[i] & 0xFF) != start[i]) {
                return false;
            }
        }
        return true;
    }

    private static Optional<String> group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Optional<Charset> known(String name) {
        try {
            return Optional.of(Charset.forName(name.toUpperCase(Locale.ROOT)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException unknown) {
            return Optional.empty();
        }
    }

    private static Optional<String> strictly(byte[] body, Charset charset) {
        try {
            return Optional.of(
                    charset.newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT)
                            .decode(ByteBuffer.wrap(body))
                            .toString());
        } catch (CharacterCodingException | UnsupportedOperationException misfit) {
            return Optional.empty();
        }
    }
}
