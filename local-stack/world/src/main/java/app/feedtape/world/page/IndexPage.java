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
import java.util.Set;
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
                            "Google",
                            "/google/.well-known/openid-configuration",
                            "signs people in",
                            "the same as GitHub; POST /google/_sheet, /apple/_sheet {\"email\", \"nonce\", \"audience\"} as a phone"),
                    new Room(
                            "Apple",
                            "/apple/.well-known/openid-configuration",
                            "signs people in",
                            "the same, and &hide_email=true; POST /apple/_notify {\"email\", \"type\"}; GET /apple/_tokens?email="),
                    new Room(
                            "Stripe",
                            "/stripe",
                            "takes the money",
                            "POST <checkout_url> outcome=paid|declined|action_required; POST /stripe/_events, /stripe/_repeat"),
                    new Room(
                            "App Store",
                            "/appstore",
                            "takes money on phones",
                            "POST /appstore/_purchase {\"product\", \"account_token\"?}, _notify {\"subscription\", \"type\"}, _payments, _repeat, _faults"),
                    new Room(
                            "Google Play",
                            "/play",
                            "the same on other phones",
                            "POST /play/_purchase {\"product\", \"account\"?, \"replaces\"?}, _notify {\"token\", \"type\"}, _faults"),
                    new Room(
                            "Mail",
                            "/mail",
                            "catches every mail",
                            "GET /mail/messages?to=EMAIL, DELETE /mail/messages"),
                    new Room(
                            "Webhooks",
                            "/hooks",
                            "a customer's server that takes and shows what is sent to it",
                            "POST /api/webhooks with /hooks/ANY-NAME here; GET /hooks/ANY-NAME/_received, POST /hooks/ANY-NAME/_answer {\"status\"}"),
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
    private final List<Room> rooms;

    /** {@code absent} are the names of rooms that this world was started without. */
    public IndexPage(URI publicUrl, int smtpPort, Feeds feeds, Set<String> absent) {
        this.publicUrl = publicUrl;
        this.smtpPort = smtpPort;
        this.feeds = feeds;
        this.rooms = ROOMS.stream().filter(room -> !absent.contains(room.name())).toList();
    }

    public void mount(Routes routes) {
        routes.get("/", this::show);
        routes.get("/style.css", IndexPage::style);
    }

    private void show(Exchange exchange) throws IOException {
        Html listed =
                Html.each(
                        rooms,
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
                                listed,
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
