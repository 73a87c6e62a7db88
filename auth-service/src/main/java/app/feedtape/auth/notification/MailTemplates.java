package app.feedtape.auth.notification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * The texts of mails, from {@code mail/<language>/<template>.txt}: the subject on the first line,
 * an empty line, then paragraphs. The HTML part is made from the same paragraphs, so the two cannot
 * say different things. A paragraph that is nothing but {@code {link}} is a link there.
 */
@Component
class MailTemplates {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");
    private static final String LINK = "link";

    private final Map<String, String> sources = new ConcurrentHashMap<>();
    private final String frame = load("mail/frame.html");

    record Text(String subject, String plain, String html) {}

    void require(String template) {
        source(template, MailLanguages.DEFAULT);
    }

    Text fill(
            String template,
            String language,
            @Nullable String name,
            Map<String, String> parameters) {
        Map<String, String> all = new HashMap<>(parameters);
        all.putIfAbsent("greeting", greeting(language, name));
        String source = source(template, language);
        int end = source.indexOf('\n');
        String body = source.substring(end).strip();
        StringBuilder paragraphs = new StringBuilder();
        for (String paragraph : body.split("\n\n")) {
            paragraphs.append(paragraph(paragraph, all));
        }
        return new Text(
                fill(source.substring(0, end), all, MailTemplates::oneLine),
                fill(body, all, UnaryOperator.identity()) + "\n",
                frame.replace("{language}", language).replace("{body}", paragraphs));
    }

    private static String paragraph(String source, Map<String, String> parameters) {
        String text =
                source.equals("{" + LINK + "}")
                        ? "<a href=\"{link}\">{link}</a>"
                        : HtmlUtils.htmlEscape(source);
        String filled = fill(text, parameters, HtmlUtils::htmlEscape);
        return "<p>" + filled.replace("\n", " ") + "</p>\n";
    }

    /** The first line of {@code greeting.txt} greets a person by name, the second without one. */
    private String greeting(String language, @Nullable String name) {
        String[] lines = source("greeting", language).split("\n");
        return name == null ? lines[1] : lines[0].replace("{name}", oneLine(name));
    }

    private static String fill(
            String text, Map<String, String> parameters, UnaryOperator<String> escape) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found ->
                        Matcher.quoteReplacement(
                                escape.apply(parameters.getOrDefault(found.group(1), ""))));
    }

    private static String oneLine(String value) {
        return value.replaceAll("\\p{Cntrl}", " ");
    }

    private String source(String template, String language) {
        if (!NAME.matcher(template).matches()) {
            throw new IllegalArgumentException("No such mail template");
        }
        return sources.computeIfAbsent(
                language + "/" + template, path -> load("mail/" + path + ".txt"));
    }

    private static String load(String path) {
        ClassPathResource resource = new ClassPathResource(path);
        if (!resource.exists()) {
            throw new IllegalArgumentException("No such mail template: " + path);
        }
        try {
            return resource.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
