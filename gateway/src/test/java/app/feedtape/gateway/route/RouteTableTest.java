package app.feedtape.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.events.LimitFact;
import app.feedtape.gateway.route.Lookup.Found;
import app.feedtape.gateway.route.Lookup.Nowhere;
import app.feedtape.gateway.route.Lookup.OtherMethods;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {

    private static final String ASKED_BY_THE_DOOR_ITSELF = "GET /api/usage/feeds";

    private static final Pattern CALL =
            Pattern.compile(
                    "\\b(GET|POST|PUT|PATCH|DELETE) `?(/(?:api|auth|webhooks)/[\\w./{}-]*[\\w}])");

    private final RouteTable table = new RouteTable();

    static List<Route> everyRoute() {
        return RouteTable.all();
    }

    @ParameterizedTest
    @MethodSource("everyRoute")
    void everyRouteSaysWhoMayCallHowOftenHowLongHowMuchAndWhoAnswers(Route route) {
        assertThat(route.access()).isNotNull();
        assertThat(route.scope()).isNotNull();
        assertThat(route.target()).isNotNull();
        assertThat(route.firstByte()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
        assertThat(route.body().maximumBytes()).isBetween(0, 2 * 1024 * 1024);
        assertThat(route.body().kind() == Body.Kind.NOTHING)
                .isEqualTo(route.body().maximumBytes() == 0);
        assertThat(route.method()).isIn("GET", "POST", "PUT", "PATCH", "DELETE");
        assertThat(route.path()).startsWith("/").doesNotContain("/internal", "/actuator");
    }

    @ParameterizedTest
    @MethodSource("everyRoute")
    void onlyHealthAndWhatStoresTellAreUnlimited(Route route) {
        assertThat(route.scope() == LimitScope.NONE)
                .isEqualTo(
                        route.path().startsWith("/health")
                                || route.path().startsWith("/webhooks/"));
        assertThat(route.lane() == Lane.WEBHOOKS).isEqualTo(route.path().startsWith("/webhooks/"));
    }

    /** The calls that the services' pages tell listeners of. */
    static Stream<String> everyCallOnAPage() throws IOException {
        Stream.Builder<String> calls = Stream.builder();
        for (String service : List.of("auth", "feed", "tts", "billing", "admin")) {
            Matcher call =
                    CALL.matcher(
                            Files.readString(Path.of("..", service + "-service", "README.md")));
            while (call.find()) {
                calls.add(call.group(1) + " " + call.group(2).replaceAll("\\{[^}]*}", "1"));
            }
        }
        return calls.build().distinct().filter(call -> !call.equals(ASKED_BY_THE_DOOR_ITSELF));
    }

    @ParameterizedTest
    @MethodSource("everyCallOnAPage")
    void whatAPageTellsOfIsReachedThroughTheDoor(String call) {
        String[] words = call.split(" ");
        assertThat(table.find(words[0], words[1])).isInstanceOf(Found.class);
    }

    @Test
    void whatNeedsNoTokenIsThisAndNothingElse() {
        assertThat(RouteTable.all().stream().filter(it -> it.access() == Access.ANYONE))
                .extracting(Route::name)
                .containsExactlyInAnyOrder(
                        "GET /health",
                        "GET /health/ready",
                        "GET /.well-known/*",
                        "GET /openapi.json",
                        "GET /docs",
                        "GET /docs/*",
                        "GET /auth/oauth/*",
                        "GET /auth/callback/*",
                        "POST /auth/callback/*",
                        "POST /auth/token",
                        "POST /auth/native/*",
                        "POST /auth/refresh",
                        "POST /auth/logout",
                        "POST /auth/register",
                        "POST /auth/login",
                        "GET /auth/verify-email",
                        "POST /auth/verify-email",
                        "POST /auth/verify-email/page",
                        "POST /auth/verify-email/resend",
                        "POST /auth/password/forgot",
                        "GET /auth/password/reset",
                        "POST /auth/password/reset",
                        "POST /auth/password/reset/page",
                        "GET /auth/email/confirm",
                        "POST /auth/email/confirm",
                        "POST /auth/email/confirm/page",
                        "POST /auth/login/two-factor",
                        "POST /auth/login/passkey/options",
                        "POST /auth/login/passkey",
                        "GET /api/subscription/plans",
                        "GET /v1/subscription/plans/**",
                        "POST /webhooks/apple-identity",
                        "POST /webhooks/stripe",
                        "POST /webhooks/apple",
                        "POST /webhooks/google");
    }

    @Test
    void whatAStrangerMayCallAsOneIsThisAndNothingElse() {
        assertThat(RouteTable.all().stream().filter(it -> it.access() == Access.WHOEVER))
                .extracting(Route::name)
                .containsExactly("GET /api/decisions/*");
    }

    @Test
    void whatAnApiKeyMayCallWithItsScopeIsThisAndNothingElse() {
        assertThat(
                        RouteTable.all().stream()
                                .flatMap(it ->
                                        it.keyScopes().stream()
                                                .map(scope -> scope.wireName() + " " + it.name())))
                .containsExactlyInAnyOrder(
                        "feeds:read POST /graphql",
                        "usage:read POST /graphql",
                        "feeds:read GET /api/feed-suggestions",
                        "feeds:read GET /api/feeds/**",
                        "feeds:write POST /api/feeds/**",
                        "feeds:write PUT /api/feeds/**",
                        "feeds:write DELETE /api/feeds/**",
                        "feeds:read GET /api/articles/**",
                        "feeds:write PUT /api/articles/**",
                        "speech POST /api/tts/synthesize",
                        "speech POST /api/tts/jobs",
                        "speech GET /api/tts/jobs",
                        "speech GET /api/tts/jobs/*",
                        "speech DELETE /api/tts/jobs/*",
                        "usage:read GET /api/tts/usage",
                        "usage:read GET /api/decisions/*",
                        "speech GET /api/tts/**",
                        "speech GET /api/audio",
                        "speech DELETE /api/audio/**",
                        "speech GET /api/audio/**",
                        "usage:read GET /api/subscription/usage");
    }

    @Test
    void underOverloadStrangersAreSentAwayFirstButForTheseWaysIn() {
        assertThat(
                        RouteTable.all().stream()
                                .filter(it -> it.access().roles().isEmpty())
                                .filter(it -> it.access() != Access.LISTENER)
                                .filter(it -> it.importance() != Importance.ANONYMOUS))
                .extracting(Route::name)
                .containsExactlyInAnyOrder(
                        "GET /auth/oauth/*",
                        "GET /auth/callback/*",
                        "POST /auth/callback/*",
                        "POST /auth/token",
                        "POST /auth/native/*",
                        "POST /auth/refresh",
                        "POST /auth/login",
                        "POST /auth/login/two-factor",
                        "POST /auth/login/passkey/options",
                        "POST /auth/login/passkey");
    }

    @Test
    void whatListenersDoIsAwaitedButForTheseWhoseResultIsFetchedLater() {
        assertThat(
                        RouteTable.all().stream()
                                .filter(it -> it.access().importance() == Importance.AWAITED)
                                .filter(it -> it.importance() != Importance.AWAITED))
                .extracting(it -> it.importance() + " " + it.name())
                .containsExactlyInAnyOrder(
                        "BACKGROUND POST /api/me/export",
                        "BACKGROUND GET /api/me/jobs",
                        "BACKGROUND GET /api/me/jobs/*",
                        "BACKGROUND GET /api/me/jobs/*/download",
                        "BACKGROUND POST /v1/auth/me/export/**",
                        "BACKGROUND GET /v1/auth/me/jobs/**",
                        "BACKGROUND POST /api/tts/jobs",
                        "BACKGROUND GET /api/tts/jobs",
                        "BACKGROUND GET /api/tts/jobs/*",
                        "BACKGROUND GET /api/webhooks/**",
                        "BACKGROUND POST /api/webhooks/**",
                        "BACKGROUND PATCH /api/webhooks/**",
                        "BACKGROUND DELETE /api/webhooks/**");
    }

    @ParameterizedTest
    @MethodSource("everyRoute")
    void aKeyReachesNoOperatorsRoomNoWayInAndNoMoney(Route route) {
        if (!route.keyScopes().isEmpty()) {
            assertThat(route.access()).isIn(Access.LISTENER, Access.WHOEVER);
            assertThat(route.path()).doesNotContain("/admin", "/auth", "/keys", "/billing", "/me");
        }
    }

    /** Ten thousand starts in a minute are sixty and then 429: nobody fills the attempts. */
    @ParameterizedTest
    @ValueSource(strings = {"github", "google", "apple"})
    void startsAtAProviderAreCountedByAddress(String provider) {
        Lookup found = table.find("GET", "/auth/oauth/" + provider);
        assertThat(found)
                .isInstanceOfSatisfying(
                        Found.class,
                        it -> {
                            assertThat(it.route().scope()).isEqualTo(LimitScope.API);
                            assertThat(it.route().access()).isEqualTo(Access.ANYONE);
                        });
    }

    @ParameterizedTest
    @MethodSource("everyRoute")
    void whatOperatorsDoNeedsARole(Route route) {
        boolean operators = route.path().contains("/admin/");
        assertThat(route.access().roles().isEmpty()).isEqualTo(!operators);
        if (operators && !route.method().equals("GET")) {
            assertThat(route.access()).isEqualTo(Access.ADMIN);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/me, GET /api/me",
        "HEAD, /api/me, GET /api/me",
        "PATCH, /v1/auth/me, PATCH /v1/auth/me/**",
        "DELETE, /api/me, DELETE /api/me",
        "DELETE, /v1/auth/me, DELETE /v1/auth/me/**",
        "POST, /api/me/export, POST /api/me/export",
        "POST, /v1/auth/me/export, POST /v1/auth/me/export/**",
        "GET, /api/me/jobs, GET /api/me/jobs",
        "GET, /api/me/jobs/1, GET /api/me/jobs/*",
        "GET, /api/me/jobs/1/download, GET /api/me/jobs/*/download",
        "GET, /v1/auth/me/jobs/1/download, GET /v1/auth/me/jobs/**",
        "POST, /graphql, POST /graphql",
        "GET, /api/feeds, GET /api/feeds/**",
        "GET, /api/feeds/1/articles, GET /api/feeds/**",
        "POST, /auth/logout/all, POST /auth/logout/all",
        "POST, /auth/callback/apple, POST /auth/callback/*",
        "POST, /auth/sessions, POST /auth/**",
        "GET, /api/tts/usage, GET /api/tts/usage",
        "GET, /api/decisions/x, GET /api/decisions/*",
        "GET, /api/admin/decisions/x, GET /api/admin/decisions/*",
        "GET, /api/tts/voices, GET /api/tts/**",
        "POST, /api/keys, POST /api/keys/**",
        "POST, /api/keys/1/rotate, POST /api/keys/**",
        "DELETE, /api/keys/1, DELETE /api/keys/*",
        "POST, /auth/two-factor, POST /auth/two-factor",
        "POST, /auth/two-factor/verify, POST /auth/two-factor/verify",
        "POST, /auth/two-factor/confirm, POST /auth/two-factor/confirm",
        "DELETE, /auth/two-factor, DELETE /auth/two-factor",
        "POST, /auth/two-factor/recovery-codes, POST /auth/**",
        "POST, /auth/passkeys/options, POST /auth/passkeys/options",
        "PATCH, /auth/passkeys/1, PATCH /auth/passkeys/*",
        "GET, /v1/subscription/plans, GET /v1/subscription/plans/**",
        "GET, /v1/subscription/me, GET /v1/subscription/**",
        "POST, /api/subscription/validate-receipt, POST /api/subscription/validate-receipt",
    })
    void theMostExactLineWins(String method, String path, String route) {
        assertThat(table.find(method, path))
                .isInstanceOfSatisfying(
                        Found.class, found -> assertThat(found.route().name()).isEqualTo(route));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/internal/entitlements/1",
                "/actuator",
                "/actuator/gateway/routes",
                "/env",
                "/api",
                "/api/internal",
                "/webhooks",
                "/webhooks/stripe/x",
                "/.git/config",
                "/v3/api-docs",
                "/graphiql",
                "/graphql/schema",
                "/API/ME",
                "/health/live"
            })
    void whatIsNotInTheTableDoesNotExist(String path) {
        assertThat(table.find("GET", path)).isInstanceOf(Nowhere.class);
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /api/me",
        "GET, /auth/refresh",
        "GET, /graphql",
        "GET, /webhooks/stripe",
        "TRACE, /api/me"
    })
    void anAddressThatIsWrittenOutAnswersForAllItsMethods(String method, String path) {
        assertThat(table.find(method, path)).isInstanceOf(OtherMethods.class);
    }

    @Test
    void everyScopeAListenerSpendsCanBeClearedByItsName() {
        assertThat(
                        Stream.of(LimitScope.values())
                                .filter(scope ->
                                        scope != LimitScope.NONE && scope != LimitScope.REFUSED)
                                .map(LimitScope::wireName))
                .containsExactlyInAnyOrderElementsOf(LimitFact.SCOPES);
    }

    @Test
    void theOtherMethodsAreNamed() {
        assertThat(table.find("PUT", "/api/me"))
                .isEqualTo(new OtherMethods(Set.of("DELETE", "GET", "HEAD", "PATCH")));
    }

    @Test
    void anAliasStandsForItsOwnPrefixOnly() {
        assertThat(at("/v1/subscription/me")).isEqualTo("/api/subscription/me");
        assertThat(at("/v1/subscription/plans")).isEqualTo("/api/subscription/plans");
        assertThat(at("/v1/admin/users")).isEqualTo("/v1/admin/users");
        assertThat(at("/api/feeds/v1")).isEqualTo("/api/feeds/v1");
    }

    private String at(String path) {
        return ((Found) table.find("GET", path)).route().pathAtService(path);
    }
}
