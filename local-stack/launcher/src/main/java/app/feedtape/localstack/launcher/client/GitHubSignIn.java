package app.feedtape.localstack.launcher.client;

import app.feedtape.localstack.launcher.Refused;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Signs in as a browser does: three redirects and a cookie. The stand-in agrees at once for the
 * address it is given.
 */
public final class GitHubSignIn {
    private final URI gateway;

    public GitHubSignIn(URI gateway) {
        this.gateway = gateway;
    }

    /** The way to the provider: its address and the cookie that binds the state to this browser. */
    public record Departure(URI authorize, String cookie) {
        public Map<String, String> parameters() {
            return Arrays.stream(Optional.ofNullable(authorize.getRawQuery()).orElse("").split("&"))
                    .filter(pair -> pair.contains("="))
                    .collect(
                            Collectors.toMap(
                                    pair -> pair.substring(0, pair.indexOf('=')),
                                    pair ->
                                            java.net.URLDecoder.decode(
                                                    pair.substring(pair.indexOf('=') + 1),
                                                    StandardCharsets.UTF_8),
                                    (first, second) -> second));
        }
    }

    public record Tokens(String access, String refresh) {}

    public Tokens as(String email) {
        var departure = depart();
        return comeBack(authorize(departure, email), departure);
    }

    public Departure depart() {
        var answer = Http.at(gateway).get("/auth/oauth/github");
        var location = answer.header("Location");
        if (location.isEmpty()) {
            throw new Refused(
                    "The gateway does not send to GitHub: %d %s"
                            .formatted(answer.status(), answer.text()));
        }
        var cookie = answer.header("Set-Cookie").map(text -> text.split(";")[0]).orElse("");
        return new Departure(URI.create(location.get()), cookie);
    }

    /** Answers where the provider sends the browser back to. */
    public URI authorize(Departure departure, String email) {
        var hint = "&login_hint=" + URLEncoder.encode(email, StandardCharsets.UTF_8);
        var answer = Http.at(departure.authorize()).get(departure.authorize() + hint);
        return answer.header("Location")
                .map(URI::create)
                .orElseThrow(() ->
                        new Refused("GitHub did not send back: %d".formatted(answer.status())));
    }

    public Tokens comeBack(URI callback, Departure departure) {
        var answer = Http.at(gateway).with("Cookie", departure.cookie()).get(callback.toString());
        if (answer.status() != 200 || answer.at("/token").isEmpty()) {
            throw new Refused(
                    "Sign-in was refused: %d %s".formatted(answer.status(), answer.text()));
        }
        return new Tokens(answer.at("/token"), answer.at("/refresh_token"));
    }
}
