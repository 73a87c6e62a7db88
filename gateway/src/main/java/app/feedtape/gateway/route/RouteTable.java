package app.feedtape.gateway.route;

import static app.feedtape.gateway.route.Access.ADMIN;
import static app.feedtape.gateway.route.Access.ANYONE;
import static app.feedtape.gateway.route.Access.LISTENER;
import static app.feedtape.gateway.route.Access.SUPPORT;
import static app.feedtape.gateway.route.Access.WHOEVER;
import static app.feedtape.gateway.route.Body.form;
import static app.feedtape.gateway.route.Body.json;
import static app.feedtape.gateway.route.Body.nothing;
import static app.feedtape.gateway.route.Body.raw;
import static app.feedtape.gateway.route.LimitScope.API;
import static app.feedtape.gateway.route.LimitScope.DECISIONS;
import static app.feedtape.gateway.route.LimitScope.JOBS;
import static app.feedtape.gateway.route.LimitScope.LOGIN;
import static app.feedtape.gateway.route.LimitScope.NONE;
import static app.feedtape.gateway.route.LimitScope.PASSWORD_RESET;
import static app.feedtape.gateway.route.LimitScope.REFRESH;
import static app.feedtape.gateway.route.LimitScope.REGISTER;
import static app.feedtape.gateway.route.LimitScope.SPEECH;
import static app.feedtape.gateway.route.LimitScope.TWO_FACTOR;
import static app.feedtape.gateway.route.Route.route;
import static app.feedtape.gateway.route.Target.AUTH;
import static app.feedtape.gateway.route.Target.BILLING;
import static app.feedtape.gateway.route.Target.FEED;
import static app.feedtape.gateway.route.Target.HERE;
import static app.feedtape.gateway.route.Target.TTS;
import static app.feedtape.web.token.KeyScope.FEEDS_READ;
import static app.feedtape.web.token.KeyScope.FEEDS_WRITE;
import static app.feedtape.web.token.KeyScope.USAGE_READ;

import app.feedtape.web.token.KeyScope;
import java.util.List;

/**
 * Everything that can be reached from outside, on one screen. What is not here does not exist: 404.
 * Columns: method, path, who may, limit, seconds to the first byte, body in KiB, who answers. API
 * keys are refused where no {@code forKeys} names their scope. Under overload strangers are sent
 * away first and listeners last; {@code asAwaited} and {@code asBackground} say where that differs.
 */
public final class RouteTable {

    private static final List<Route> ALL =
            List.of(
                    route("GET", "/health", ANYONE, NONE, 2, nothing(), HERE),
                    route("GET", "/health/ready", ANYONE, NONE, 2, nothing(), HERE),
                    route("GET", "/.well-known/*", ANYONE, API, 4, nothing(), AUTH),
                    // the contract itself
                    route("GET", "/openapi.json", ANYONE, API, 2, nothing(), HERE),
                    route("GET", "/docs", ANYONE, API, 2, nothing(), HERE),
                    route("GET", "/docs/*", ANYONE, API, 2, nothing(), HERE),
                    // identity
                    route("GET", "/auth/oauth/*", ANYONE, API, 4, nothing(), AUTH).asAwaited(),
                    route("GET", "/auth/callback/*", ANYONE, API, 15, nothing(), AUTH).asAwaited(),
                    route("POST", "/auth/callback/*", ANYONE, API, 15, form(64), AUTH).asAwaited(),
                    // JSON of our app, or a form of any OAuth client
                    route("POST", "/auth/token", ANYONE, REFRESH, 4, raw(16), AUTH).asAwaited(),
                    route("POST", "/auth/native/*", ANYONE, REFRESH, 8, json(16), AUTH).asAwaited(),
                    route("POST", "/auth/refresh", ANYONE, REFRESH, 4, json(16), AUTH).asAwaited(),
                    route("POST", "/auth/logout", ANYONE, API, 4, json(16), AUTH),
                    route("POST", "/auth/register", ANYONE, REGISTER, 4, json(16), AUTH),
                    route("POST", "/auth/login", ANYONE, LOGIN, 4, json(16), AUTH).asAwaited(),
                    route("GET", "/auth/verify-email", ANYONE, API, 4, nothing(), AUTH),
                    route("POST", "/auth/verify-email", ANYONE, API, 4, json(16), AUTH),
                    route("POST", "/auth/verify-email/page", ANYONE, API, 4, form(16), AUTH),
                    route("POST", "/auth/verify-email/resend", ANYONE, REGISTER, 4, json(16), AUTH),
                    route(
                            "POST",
                            "/auth/password/forgot",
                            ANYONE,
                            PASSWORD_RESET,
                            4,
                            json(16),
                            AUTH),
                    route("GET", "/auth/password/reset", ANYONE, API, 4, nothing(), AUTH),
                    route("POST", "/auth/password/reset", ANYONE, API, 4, json(16), AUTH),
                    route("POST", "/auth/password/reset/page", ANYONE, API, 4, form(16), AUTH),
                    route("POST", "/auth/email", LISTENER, REGISTER, 4, json(16), AUTH),
                    route("GET", "/auth/email/confirm", ANYONE, API, 4, nothing(), AUTH),
                    route("POST", "/auth/email/confirm", ANYONE, API, 4, json(16), AUTH),
                    route("POST", "/auth/email/confirm/page", ANYONE, API, 4, form(16), AUTH),
                    route("POST", "/auth/logout/all", LISTENER, API, 4, json(16), AUTH),
                    route("POST", "/auth/login/two-factor", ANYONE, TWO_FACTOR, 4, json(16), AUTH)
                            .asAwaited(),
                    route("POST", "/auth/login/passkey/options", ANYONE, API, 4, json(16), AUTH)
                            .asAwaited(),
                    route("POST", "/auth/login/passkey", ANYONE, LOGIN, 4, json(64), AUTH)
                            .asAwaited(),
                    route(
                            "POST",
                            "/auth/two-factor/confirm",
                            LISTENER,
                            TWO_FACTOR,
                            4,
                            json(16),
                            AUTH),
                    route(
                            "POST",
                            "/auth/two-factor/verify",
                            LISTENER,
                            TWO_FACTOR,
                            4,
                            json(16),
                            AUTH),
                    route("GET", "/auth/two-factor", LISTENER, API, 4, nothing(), AUTH),
                    route("POST", "/auth/two-factor", LISTENER, API, 4, json(16), AUTH),
                    route("DELETE", "/auth/two-factor", LISTENER, API, 4, json(16), AUTH),
                    route("GET", "/auth/passkeys", LISTENER, API, 4, nothing(), AUTH),
                    route("POST", "/auth/passkeys", LISTENER, API, 4, json(64), AUTH),
                    route("POST", "/auth/passkeys/options", LISTENER, API, 4, json(16), AUTH),
                    route("DELETE", "/auth/passkeys/*", LISTENER, API, 4, nothing(), AUTH),
                    route("PATCH", "/auth/passkeys/*", LISTENER, API, 4, json(16), AUTH),
                    route("GET", "/auth/**", LISTENER, API, 4, nothing(), AUTH),
                    route("POST", "/auth/**", LISTENER, API, 4, json(16), AUTH),
                    route("PUT", "/auth/**", LISTENER, API, 4, json(16), AUTH),
                    route("DELETE", "/auth/**", LISTENER, API, 4, nothing(), AUTH),
                    route("GET", "/api/keys", LISTENER, API, 4, nothing(), AUTH),
                    route("POST", "/api/keys/**", LISTENER, API, 4, json(16), AUTH),
                    route("DELETE", "/api/keys/*", LISTENER, API, 4, nothing(), AUTH),
                    route("POST", "/webhooks/apple-identity", ANYONE, NONE, 4, raw(64), AUTH)
                            .asWebhook(),
                    // the caller
                    route("GET", "/api/me", LISTENER, API, 2, nothing(), HERE),
                    route("PATCH", "/api/me", LISTENER, API, 4, json(16), AUTH),
                    route("DELETE", "/api/me", LISTENER, API, 8, json(16), AUTH),
                    route("POST", "/api/me/export", LISTENER, JOBS, 4, json(16), AUTH)
                            .asBackground(),
                    route("GET", "/api/me/jobs", LISTENER, API, 4, nothing(), AUTH).asBackground(),
                    route("GET", "/api/me/jobs/*", LISTENER, API, 4, nothing(), AUTH)
                            .asBackground(),
                    route("GET", "/api/me/jobs/*/download", LISTENER, API, 15, nothing(), AUTH)
                            .asBackground(),
                    route("GET", "/v1/auth/me", LISTENER, API, 2, nothing(), HERE),
                    route("DELETE", "/v1/auth/me/**", LISTENER, API, 8, json(16), AUTH)
                            .as("/api/me"),
                    route("POST", "/v1/auth/me/export/**", LISTENER, JOBS, 4, json(16), AUTH)
                            .as("/api/me/export")
                            .asBackground(),
                    route("GET", "/v1/auth/me/jobs/**", LISTENER, API, 15, nothing(), AUTH)
                            .as("/api/me/jobs")
                            .asBackground(),
                    route("PATCH", "/v1/auth/me/**", LISTENER, API, 4, json(16), AUTH)
                            .as("/api/me"),
                    // the app's home screen in one round trip; what is read counts as if called by
                    // itself
                    route("POST", "/graphql", LISTENER, API, 4, json(16), HERE)
                            .forKeys(FEEDS_READ, USAGE_READ),
                    // feeds
                    route("GET", "/api/feed-suggestions", LISTENER, API, 4, nothing(), FEED)
                            .forKeys(FEEDS_READ),
                    route("GET", "/api/feeds/**", LISTENER, API, 4, nothing(), FEED)
                            .forKeys(FEEDS_READ),
                    route("POST", "/api/feeds/**", LISTENER, API, 20, json(64), FEED)
                            .forKeys(FEEDS_WRITE),
                    route("PUT", "/api/feeds/**", LISTENER, API, 4, json(64), FEED)
                            .forKeys(FEEDS_WRITE),
                    route("DELETE", "/api/feeds/**", LISTENER, API, 4, nothing(), FEED)
                            .forKeys(FEEDS_WRITE),
                    route("GET", "/api/articles/**", LISTENER, API, 20, nothing(), FEED)
                            .forKeys(FEEDS_READ),
                    route("PUT", "/api/articles/**", LISTENER, API, 4, json(64), FEED)
                            .forKeys(FEEDS_WRITE),
                    // speech: 10,000 characters take up to 120 KB when all are escaped pairs
                    route("POST", "/api/tts/synthesize", LISTENER, SPEECH, 20, json(256), TTS)
                            .forKeys(KeyScope.SPEECH)
                            .asSound(),
                    route("POST", "/api/tts/jobs", LISTENER, JOBS, 10, json(1280), TTS)
                            .forKeys(KeyScope.SPEECH)
                            .asBackground(),
                    route("GET", "/api/tts/jobs", LISTENER, API, 4, nothing(), TTS)
                            .forKeys(KeyScope.SPEECH)
                            .asBackground(),
                    route("GET", "/api/tts/jobs/*", LISTENER, API, 4, nothing(), TTS)
                            .forKeys(KeyScope.SPEECH)
                            .asBackground(),
                    route("DELETE", "/api/tts/jobs/*", LISTENER, API, 10, nothing(), TTS)
                            .forKeys(KeyScope.SPEECH),
                    route("GET", "/api/tts/usage", LISTENER, API, 4, nothing(), TTS)
                            .forKeys(USAGE_READ),
                    route("GET", "/api/tts/**", LISTENER, API, 4, nothing(), TTS)
                            .forKeys(KeyScope.SPEECH),
                    route("GET", "/api/audio", LISTENER, API, 4, nothing(), TTS)
                            .forKeys(KeyScope.SPEECH),
                    route("DELETE", "/api/audio/**", LISTENER, API, 4, nothing(), TTS)
                            .forKeys(KeyScope.SPEECH),
                    route("GET", "/api/audio/**", LISTENER, API, 10, nothing(), TTS)
                            .forKeys(KeyScope.SPEECH)
                            .asSound(),
                    // why somebody was refused
                    route("GET", "/api/decisions/*", WHOEVER, DECISIONS, 2, nothing(), HERE)
                            .forKeys(USAGE_READ),
                    // money
                    route("GET", "/api/subscription/plans", ANYONE, API, 4, nothing(), BILLING),
                    route("GET", "/api/subscription/usage", LISTENER, API, 2, nothing(), HERE)
                            .forKeys(USAGE_READ),
                    route("GET", "/api/subscription/**", LISTENER, API, 4, nothing(), BILLING),
                    route(
                            "POST",
                            "/api/subscription/validate-receipt",
                            LISTENER,
                            API,
                            15,
                            json(64),
                            BILLING),
                    route("GET", "/v1/subscription/plans/**", ANYONE, API, 4, nothing(), BILLING)
                            .as("/api/subscription/plans"),
                    route("GET", "/v1/subscription/usage", LISTENER, API, 2, nothing(), HERE),
                    route("GET", "/v1/subscription/**", LISTENER, API, 4, nothing(), BILLING)
                            .as("/api/subscription"),
                    route("POST", "/v1/subscription/**", LISTENER, API, 15, json(64), BILLING)
                            .as("/api/subscription"),
                    route("GET", "/api/billing/**", LISTENER, API, 15, nothing(), BILLING),
                    route("POST", "/api/billing/**", LISTENER, API, 15, json(64), BILLING),
                    route("GET", "/api/webhooks/**", LISTENER, API, 4, nothing(), BILLING)
                            .asBackground(),
                    // the name of an endpoint's host is looked up
                    route("POST", "/api/webhooks/**", LISTENER, API, 8, json(16), BILLING)
                            .asBackground(),
                    route("PATCH", "/api/webhooks/**", LISTENER, API, 8, json(16), BILLING)
                            .asBackground(),
                    route("DELETE", "/api/webhooks/**", LISTENER, API, 4, nothing(), BILLING)
                            .asBackground(),
                    route("POST", "/webhooks/stripe", ANYONE, NONE, 4, raw(512), BILLING)
                            .asWebhook(),
                    route("POST", "/webhooks/apple", ANYONE, NONE, 4, raw(512), BILLING)
                            .asWebhook(),
                    route("POST", "/webhooks/google", ANYONE, NONE, 4, raw(512), BILLING)
                            .asWebhook(),
                    // operators
                    route("GET", "/api/admin/decisions/*", SUPPORT, API, 2, nothing(), HERE),
                    route("GET", "/v1/admin/decisions/*", SUPPORT, API, 2, nothing(), HERE),
                    route("GET", "/api/admin/**", SUPPORT, API, 8, nothing(), Target.ADMIN),
                    route("POST", "/api/admin/**", ADMIN, API, 8, json(256), Target.ADMIN),
                    route("PUT", "/api/admin/**", ADMIN, API, 8, json(64), Target.ADMIN),
                    route("PATCH", "/api/admin/**", ADMIN, API, 8, json(64), Target.ADMIN),
                    route("DELETE", "/api/admin/**", ADMIN, API, 8, nothing(), Target.ADMIN),
                    route("GET", "/v1/admin/**", SUPPORT, API, 8, nothing(), Target.ADMIN),
                    route("POST", "/v1/admin/**", ADMIN, API, 8, json(256), Target.ADMIN),
                    route("PUT", "/v1/admin/**", ADMIN, API, 8, json(64), Target.ADMIN),
                    route("PATCH", "/v1/admin/**", ADMIN, API, 8, json(64), Target.ADMIN),
                    route("DELETE", "/v1/admin/**", ADMIN, API, 8, nothing(), Target.ADMIN));

    private final RouteTree tree = new RouteTree();

    /** The table of the public contract. */
    public RouteTable() {
        this(ALL);
    }

    RouteTable(List<Route> routes) {
        routes.forEach(tree::add);
    }

    /** All lines. */
    public static List<Route> all() {
        return ALL;
    }

    /**
     * What a request meets.
     *
     * @param path raw, as it came, already found clean
     */
    public Lookup find(String method, String path) {
        return tree.find(method.equals("HEAD") ? "GET" : method, path);
    }
}
