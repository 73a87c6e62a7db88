package app.feedtape.world.mail;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Refusal;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code /mail}: the mail of everybody, for eyes and for programs. */
public final class MailPages implements AutoCloseable {

    private static final Pattern LINK = Pattern.compile("https?://[^\\s<>\"']+");

    private final Mailbox mailbox;
    private final MailCatcher catcher;

    /** Starts the SMTP server too; a port that is taken is an {@link IllegalStateException}. */
    public MailPages(int smtpPort, String bindAddress, Path directory, Clock clock) {
        this.mailbox = new Mailbox(directory);
        this.catcher = new MailCatcher(smtpPort, bindAddress, mailbox, clock);
    }

    public int smtpPort() {
        return catcher.port();
    }

    public void mount(Routes routes) {
        routes.get("/mail", this::list);
        routes.get(
                "/mail/messages",
                exchange -> exchange.json(200, mailbox.newestFirst(exchange.parameter("to"))));
        routes.delete("/mail/messages", this::clear);
        routes.post("/mail/clear", this::clearFromPage);
        routes.get("/mail/{id}", this::show);
        routes.get("/mail/{id}/html", this::showHtml);
    }

    private void clear(Exchange exchange) {
        mailbox.clear();
        exchange.empty(204);
    }

    private void clearFromPage(Exchange exchange) {
        mailbox.clear();
        exchange.redirect(303, "/mail");
    }

    private void list(Exchange exchange) throws IOException {
        Optional<String> to = exchange.parameter("to");
        List<CaughtMail> messages = mailbox.newestFirst(to);
        Html rows =
                Html.each(
                        messages,
                        mail ->
                                Html.of(
                                        "<tr><td>{}</td><td>{}</td><td><a href=\"/mail/{}\">{}</a></td></tr>",
                                        mail.receivedAt(),
                                        mail.to(),
                                        mail.id(),
                                        mail.subject().isBlank()
                                                ? "(no subject)"
                                                : mail.subject()));
        exchange.page(
                200,
                Page.of(
                        "Mail",
                        Html.of(
                                """
                                <form method="get"><label>To <input name="to" value="{}"></label>
                                <button>Show</button></form>
                                <table><tr><th>received</th><th>to</th><th>subject</th></tr>{}</table>
                                {}
                                """,
                                to.orElse(""),
                                rows,
                                messages.isEmpty()
                                        ? Html.of("<p>Nothing has arrived.</p>")
                                        : Html.of(
                                                "<form method=\"post\" action=\"/mail/clear\">"
                                                        + "<button class=\"quiet\">Throw all away</button></form>"))));
    }

    private void show(Exchange exchange) throws IOException {
        CaughtMail mail = get(exchange);
        Html html =
                mail.html().isEmpty()
                        ? Html.NOTHING
                        : Html.of(
                                """
                                <iframe sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"
                                title="the mail as HTML" src="/mail/{}/html"></iframe>
                                """,
                                mail.id());
        exchange.page(
                200,
                Page.of(
                        mail.subject().isBlank() ? "(no subject)" : mail.subject(),
                        Html.of(
                                "<p>From {} to <strong>{}</strong>, {}</p>{}<pre>{}</pre>",
                                mail.from(),
                                mail.to(),
                                mail.receivedAt(),
                                html,
                                linked(mail.text()))));
    }

    /** A stranger's HTML: it may show itself and open links in a new tab, and nothing else. */
    private void showHtml(Exchange exchange) throws IOException {
        exchange.header(
                "Content-Security-Policy",
                "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src data:;"
                        + " style-src 'unsafe-inline'");
        exchange.header("Referrer-Policy", "no-referrer");
        exchange.header("Cache-Control", "no-store");
        exchange.text(200, "text/html", "<base target=\"_blank\">" + get(exchange).html());
    }

    private CaughtMail get(Exchange exchange) {
        return mailbox.find(exchange.path("id"))
                .orElseThrow(() -> new Refusal(404, "There is no such mail."));
    }

    private static Html linked(String text) {
        StringBuilder linked = new StringBuilder();
        Matcher links = LINK.matcher(text);
        int from = 0;
        while (links.find()) {
            linked.append(Html.escape(text.substring(from, links.start())))
                    .append(
                            Html.of(
                                            "<a href=\"{}\" rel=\"noreferrer\">{}</a>",
                                            links.group(),
                                            links.group())
                                    .markup());
            from = links.end();
        }
        return new Html(linked.append(Html.escape(text.substring(from))).toString());
    }

    @Override
    public void close() {
        catcher.close();
    }
}
