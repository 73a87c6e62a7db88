package app.feedtape.world.github;

import app.feedtape.world.WorldSettings.GitHubClient;
import app.feedtape.world.people.People;
import app.feedtape.world.people.SingleUseCodes;
import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.time.Clock;

/**
 * GitHub as an OAuth provider: {@code /github} in place of github.com, {@code /github/api} in place
 * of api.github.com.
 */
public final class GitHub {

    private final AuthorizePage authorizePage;
    private final TokenCall tokenCall;
    private final UserCalls userCalls;
    private final People people;

    public GitHub(GitHubClient client, People people, Clock clock) {
        SingleUseCodes<Agreement> codes = new SingleUseCodes<>(clock);
        AccessTokens tokens = new AccessTokens();
        this.people = people;
        this.authorizePage = new AuthorizePage(client, people, codes);
        this.tokenCall = new TokenCall(client, codes, tokens);
        this.userCalls = new UserCalls(people, tokens);
    }

    public void mount(Routes routes) {
        routes.get("/github", this::about);
        routes.get("/github/login/oauth/authorize", authorizePage::authorize);
        routes.post("/github/login/oauth/access_token", tokenCall::exchange);
        routes.get("/github/api/user", userCalls::user);
        routes.get("/github/api/user/emails", userCalls::emails);
    }

    private void about(Exchange exchange) throws IOException {
        exchange.page(
                200,
                Page.of(
                        "GitHub",
                        Html.of(
                                """
                                <p>Signs people in the way GitHub does. Open the sign-in of FeedTape
                                (<code>/auth/oauth/github</code> at the gateway) and choose who you are; a program
                                appends <code>&amp;login_hint=EMAIL</code>, <code>&amp;email_verified=false</code> or
                                <code>&amp;deny=true</code> to the authorize address.</p>
                                <h2>People so far</h2>
                                <table><tr><th>id</th><th>login</th><th>e-mail</th><th>verified</th></tr>{}</table>
                                """,
                                Html.each(
                                        people.list(),
                                        person ->
                                                Html.of(
                                                        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
                                                        person.number(),
                                                        person.login(),
                                                        person.email(),
                                                        person.emailVerified() ? "yes" : "no")))));
    }
}
