package app.feedtape.auth.password;

import app.feedtape.auth.secret.OneTimeSecret;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.ClassPathResource;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import org.springframework.web.util.HtmlUtils;

/**
 * The small pages behind the links in our mails. They load nothing, send nowhere but here and tell
 * no other page where the reader came from.
 */
@Component
class Pages {

    private final String frame = load("pages/page.html");
    private final String style = load("pages/page.css");
    private final String policy =
            "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
                    .formatted(Base64.getEncoder().encodeToString(OneTimeSecret.sha256(style)));
    private final Map<String, Properties> texts = new ConcurrentHashMap<>();

    /** What a link is for. */
    enum Purpose {
        VERIFY("verify", "/auth/verify-email/page"),
        EMAIL("email", "/auth/email/confirm/page"),
        RESET("reset", "/auth/password/reset/page");

        private final String prefix;
        private final String action;

        Purpose(String prefix, String action) {
            this.prefix = prefix;
            this.action = action;
        }
    }

    /** A page with a button that sends the token back, and with a field for a new password. */
    ResponseEntity<String> ask(Purpose purpose, OneTimeSecret token, String language) {
        return form(HttpStatus.OK, purpose, token, language, null);
    }

    /** The same page again with what was wrong. */
    ResponseEntity<String> askAgain(
            Purpose purpose, OneTimeSecret token, String language, int status, String problem) {
        return form(HttpStatus.valueOf(status), purpose, token, language, problem);
    }

    ResponseEntity<String> done(Purpose purpose, String language) {
        return page(HttpStatus.OK, purpose, language, paragraph(language, key(purpose, "done")));
    }

    ResponseEntity<String> refused(Purpose purpose, String language, int status, String problem) {
        return page(HttpStatus.valueOf(status), purpose, language, paragraph(language, problem));
    }

    private ResponseEntity<String> form(
            HttpStatus status,
            Purpose purpose,
            OneTimeSecret token,
            String language,
            @Nullable String problem) {
        String field =
                purpose == Purpose.RESET
                        ? """
                        <label for="password">%s</label>
                        <input id="password" name="password" type="password" autocomplete="new-password" required minlength="8" maxlength="128">
                        """
                                .formatted(text(language, key(purpose, "field")))
                        : "";
        String wrong =
                problem == null
                        ? ""
                        : "<p class=\"wrong\">%s</p>\n".formatted(text(language, problem));
        String body =
                """
                %s%s<form method="post" action="%s">
                <input type="hidden" name="token" value="%s">
                %s<button>%s</button>
                </form>
                """
                        .formatted(
                                paragraph(language, key(purpose, "text")),
                                wrong,
                                purpose.action,
                                token.value(),
                                field,
                                text(language, key(purpose, "button")));
        return page(status, purpose, language, body);
    }

    private ResponseEntity<String> page(
            HttpStatus status, Purpose purpose, String language, String body) {
        return ResponseEntity.status(status)
                .contentType(new MediaType(MediaType.TEXT_HTML, StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header("Content-Security-Policy", policy)
                .header("Referrer-Policy", "no-referrer")
                .header("X-Content-Type-Options", "nosniff")
                .body(
                        frame.replace("{language}", language)
                                .replace("{title}", text(language, key(purpose, "title")))
                                .replace("{style}", style)
                                .replace("{body}", body));
    }

    private static String key(Purpose purpose, String part) {
        return purpose.prefix + "." + part;
    }

    private String paragraph(String language, String key) {
        return "<p>" + text(language, key) + "</p>\n";
    }

    private String text(String language, String key) {
        Properties all = texts.computeIfAbsent(language, Pages::properties);
        String text = all.getProperty(key);
        if (text == null) {
            throw new IllegalStateException("No text " + key + " in " + language);
        }
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    private static Properties properties(String language) {
        Properties read = new Properties();
        try (Reader reader =
                new InputStreamReader(
                        new ClassPathResource("pages/" + language + ".properties").getInputStream(),
                        StandardCharsets.UTF_8)) {
            read.load(reader);
            return read;
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static String load(String path) {
        try {
            return new ClassPathResource(path).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
