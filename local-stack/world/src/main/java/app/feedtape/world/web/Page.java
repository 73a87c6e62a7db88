package app.feedtape.world.web;

/** The frame around every page of the local world. */
public final class Page {

    private Page() {}

    public static Html of(String title, Html content) {
        return Html.of(
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <title>{} · FeedTape's local world</title>
                <link rel="stylesheet" href="/style.css">
                </head>
                <body>
                <nav><a href="/">Local world</a> <a href="/mail">Mail</a> <a href="/stripe">Stripe</a> \
                <a href="/feeds">Feeds</a> <a href="/github">GitHub</a> <a href="/clock">Clock</a></nav>
                <main>
                <h1>{}</h1>
                {}
                </main>
                </body>
                </html>
                """,
                title,
                title,
                content);
    }
}
