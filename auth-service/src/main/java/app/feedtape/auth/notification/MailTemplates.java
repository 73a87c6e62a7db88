package app.feedtape.auth.notification;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * The texts of mails, from {@code mail/<language>/<template>.txt}: the subject on the first line,
 * an empty line, then paragraphs. The HTML part is made from the same paragraphs, so the two cannot
 * say different things.
 */
@Component
class MailTemplates {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,63}");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z_]+)}");
    private static final String LANGUAGE = "en";

    private final Map<String, String> sources = new ConcurrentHashMap<>();
    private final String frame = load("mail/frame.html");

    record Text(String subject, String plain, String html) {}

    void require(String template) {
        source(template);
    }

    Text fill(String template, Map<String, String> parameters) {
        String source = source(template);
        int end = source.indexOf('\n');
        String body = source.substring(end).strip();
        StringBuilder paragraphs = new StringBuilder();
        for (String paragraph :
                fill(HtmlUtils.htmlEscape(body), parameters, HtmlUtils::htmlEscape).split("\n\n")) {
            paragraphs.append("<p>").append(paragraph.replace("\n", " ")).append("</p>\n");
        }
        return new Text(
                fill(source.substring(0, end), parameters, MailTemplates::oneLine),
                fill(body, parameters, UnaryOperator.identity()) + "\n",
                frame.replace("{body}", paragraphs));
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

    private String source(String template) {
        if (!NAME.matcher(template).matches()) {
            throw new IllegalArgumentException("No such mail template");
        }
        return sources.computeIfAbsent(
                template, name -> load("mail/" + LANGUAGE + "/" + name + ".txt"));
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
