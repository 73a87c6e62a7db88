package app.feedtape.world.page;

import app.feedtape.world.feeds.Feeds;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code /}: what this world has and how a person or a program drives it. */
public final class IndexPage {

    private record Room(String name, String link, String what, String driving) {}

    private static final List<Room> ROOMS =
            List.of(
                    new Room(
                            "GitHub",
                            "/github",
                            "signs people in",
                            "append &login_hint=EMAIL, &email_verified=false or &deny=true to the authorize address"),
                    new Room(
                            "Stripe",
                            "/stripe",
                            "takes the money",
                            "POST <checkout_url> outcome=paid|declined|action_required; POST /stripe/_events, /stripe/_repeat"),
                    new Room(
                            "Mail",
                            "/mail",
                            "catches every mail",
                            "GET /mail/messages?to=EMAIL, DELETE /mail/messages"),
                    new Room(
                            "Feeds",
                            "/feeds",
                            "publications in six languages",
                            "follow the *.feeds.example addresses below"),
                    new Room(
                            "Clock",
                            "/clock",
                            "moves every service's time",
                            "POST /clock {\"advance\": \"P8D\"} | {\"set\": \"2027-01-31T23:59:58Z\"} | {\"reset\": true}"),
                    new Room(
                            "Polly",
                            "/polly/_calls",
                            "speaks",
                            "GET /polly/_calls?since=ISO, POST /polly/_faults, DELETE /polly/_faults"));

    private final URI publicUrl;
    private final int smtpPort;
    private final Feeds feeds;

    public IndexPage(URI publicUrl, int smtpPort, Feeds feeds) {
        this.publicUrl = publicUrl;
        this.smtpPort = smtpPort;
        this.feeds = feeds;
    }

    public void mount(Routes routes) {
        routes.get("/", this::show);
        routes.get("/style.css", IndexPage::style);
    }

    private void show(Exchange exchange) throws IOException {
        Html rooms =
                Html.each(
                        ROOMS,
                        room ->
                                Html.of(
                                        "<tr><th><a href=\"{}\">{}</a></th><td>{}</td><td><code>{}</code></td></tr>",
                                        room.link(),
                                        room.name(),
                                        room.what(),
                                        room.driving()));
        Html publications =
                Html.each(
                        feeds.offers(),
                        offer ->
                                Html.of(
                                        "<tr><td><a href=\"{}\">{}</a></td><td>{}</td><td><code>{}</code></td></tr>",
                                        offer.address(),
                                        offer.title(),
                                        offer.language(),
                                        offer.publicAddress()));
        exchange.page(
                200,
                Page.of(
                        "The local world",
                        Html.of(
                                """
                                <p>Everything FeedTape needs from outside, in one process. FeedTape itself is at
                                <a href="{}">{}</a>. Mail goes to SMTP port {}.</p>
                                <table>{}</table>
                                <h2>Feeds to follow</h2>
                                <table>{}</table>
                                """,
                                publicUrl,
                                publicUrl,
                                smtpPort,
                                rooms,
                                publications)));
    }

    private static void style(Exchange exchange) throws IOException {
        try (@Nullable InputStream css = IndexPage.class.getResourceAsStream("/style.css")) {
            if (css == null) {
                throw new IllegalStateException("style.css is missing");
            }
            exchange.bytes(200, "text/css; charset=utf-8", css.readAllBytes());
        }
    }
}
