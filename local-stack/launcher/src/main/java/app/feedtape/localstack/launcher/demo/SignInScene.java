package app.feedtape.localstack.launcher.demo;

import app.feedtape.localstack.launcher.client.GitHubSignIn;

/** Through GitHub: state, PKCE and real redirects. */
record SignInScene(Narrator narrator, GitHubSignIn signIn) {
    String play(String email) {
        narrator.step("Signing in with GitHub as " + email);
        var departure = signIn.depart();
        var parameters = departure.parameters();
        narrator.say(
                "gateway sends to %s://%s%s"
                        .formatted(
                                departure.authorize().getScheme(),
                                departure.authorize().getAuthority(),
                                departure.authorize().getPath()));
        var state = parameters.getOrDefault("state", "");
        narrator.check(state.startsWith("web:"), "the state says where the attempt began", state);
        narrator.check(
                "S256".equals(parameters.get("code_challenge_method")),
                "PKCE with S256",
                parameters);
        narrator.check(
                departure.cookie().startsWith("__Host-"),
                "a cookie binds the state to this browser",
                departure.cookie());
        var callback = signIn.authorize(departure, email);
        narrator.say("GitHub sends back to %s".formatted(callback.getPath()));
        var tokens = signIn.comeBack(callback, departure);
        narrator.check(
                tokens.access().split("\\.").length == 3 && !tokens.refresh().isEmpty(),
                "an access token and a refresh token");
        return tokens.access();
    }
}
