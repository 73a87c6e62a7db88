package app.feedtape.world.people;

import app.feedtape.world.web.Html;
import app.feedtape.world.web.Page;
import java.util.List;
import java.util.Map;

/**
 * Asks who you are; every answer is the same address again with {@code login_hint} or {@code deny}
 * added.
 */
public final class ChoicePage {

    private ChoicePage() {}

    public static Html of(String provider, List<Person> people, Map<String, String> parameters) {
        Html kept =
                Html.each(
                        parameters.entrySet(),
                        parameter ->
                                Html.of(
                                        "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
                                        parameter.getKey(),
                                        parameter.getValue()));
        Html known =
                Html.each(
                        people,
                        person ->
                                Html.of(
                                        "<button name=\"login_hint\" value=\"{}\">{} · {}</button>",
                                        person.email(),
                                        person.name(),
                                        person.email()));
        return Page.of(
                "Sign in to " + provider,
                Html.of(
                        """
                        <p>FeedTape asks who you are. This is the local stand-in: choose anybody.</p>
                        <form method="get" class="people">{}{}</form>
                        <form method="get">{}
                        <p><label>Somebody new <input type="email" name="login_hint" required
                        placeholder="you@example.com"></label> <button>Sign in</button></p></form>
                        <form method="get">{}<button name="deny" value="true" class="quiet">Refuse</button></form>
                        """,
                        kept,
                        known,
                        kept,
                        kept));
    }
}
