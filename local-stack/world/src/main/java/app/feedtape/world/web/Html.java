package app.feedtape.world.web;

import java.util.Collection;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Markup that is safe to send. The only way to put a value into it is {@link #of}, which escapes
 * whatever is not itself {@code Html}: the pages show mails and feeds, and both are written by
 * strangers.
 */
public record Html(String markup) {

    public static final Html NOTHING = new Html("");

    /**
     * Fills each {@code {}} of a template written in our own source with the next value, escaped.
     */
    public static Html of(String template, @Nullable Object... values) {
        StringBuilder filled = new StringBuilder(template.length() + 64);
        int from = 0;
        for (Object value : values) {
            int hole = template.indexOf("{}", from);
            if (hole < 0) {
                throw new IllegalArgumentException("More values than places in: " + template);
            }
            filled.append(template, from, hole)
                    .append(value instanceof Html html ? html.markup : escape(value));
            from = hole + 2;
        }
        if (template.indexOf("{}", from) >= 0) {
            throw new IllegalArgumentException("More places than values in: " + template);
        }
        return new Html(filled.append(template, from, template.length()).toString());
    }

    public static <T> Html each(Collection<T> things, Function<T, Html> shape) {
        return new Html(
                things.stream().map(shape).map(Html::markup).collect(Collectors.joining("\n")));
    }

    /** Escapes for element content, quoted attributes and XML text alike; null is empty. */
    public static String escape(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        StringBuilder escaped = new StringBuilder();
        value.toString().codePoints().forEach(point -> appendEscaped(escaped, point));
        return escaped.toString();
    }

    private static void appendEscaped(StringBuilder escaped, int point) {
        switch (point) {
            case '&' -> escaped.append("&amp;");
            case '<' -> escaped.append("&lt;");
            case '>' -> escaped.append("&gt;");
            case '"' -> escaped.append("&quot;");
            case '\'' -> escaped.append("&#39;");
            default -> escaped.appendCodePoint(point);
        }
    }
}
