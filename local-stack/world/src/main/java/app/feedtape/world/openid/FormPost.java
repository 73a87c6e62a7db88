package app.feedtape.world.openid;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Tokens;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;

/**
 * OAuth 2.0 Form Post Response Mode: a page whose only form sends itself, or is sent by its button.
 */
final class FormPost {

    private static final String SUBMIT = "document.forms[0].submit()";

    private FormPost() {}

    static void send(Exchange exchange, String address, Map<String, String> fields)
            throws IOException {
        Html inputs =
                Html.each(
                        fields.entrySet(),
                        field ->
                                Html.of(
                                        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                                        field.getKey(),
                                        field.getValue()));
        Html page =
                Html.of(
                        """
                        <!doctype html>
                        <html lang="en"><head><meta charset="utf-8"><title>Back to FeedTape</title></head>
                        <body><form method="post" action="{}">{}<button>Go on</button></form><script>{}</script></body></html>
                        """,
                        address,
                        inputs,
                        new Html(SUBMIT));
        exchange.header(
                "Content-Security-Policy",
                "default-src 'none'; base-uri 'none'; script-src 'sha256-"
                        + Base64.getEncoder().encodeToString(Tokens.sha256(SUBMIT))
                        + "'");
        exchange.header("Cache-Control", "no-store");
        exchange.text(200, "text/html", page.markup());
    }
}
