package app.feedtape.auth;

import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.localstack.engines.Ports;
import app.feedtape.test.FeedTapeServiceTest;
import app.feedtape.test.MovableClock;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole service over HTTP, beside a GitHub, a billing and a mail server that tests drive. */
@FeedTapeServiceTest
@Import(MovableClock.Wiring.class)
public abstract class AuthTest {

    public static final FakeGitHub GITHUB = new FakeGitHub();
    public static final FakeOpenId GOOGLE = FakeOpenId.google();
    public static final FakeOpenId APPLE = FakeOpenId.apple();
    public static final FakeBilling BILLING = new FakeBilling();
    public static final GreenMail MAIL = mailServer();
    private static final byte[] KEY = new SecureRandom().generateSeed(32);

    /** Far from the numbers the local world gives its people: contexts share one database. */
    private static final AtomicLong PEOPLE = new AtomicLong(4_000_000_000L);

    @LocalServerPort private int port;
    @Autowired protected MovableClock clock;
    @Autowired protected JdbcClient jdbc;
    protected Api api;

    @DynamicPropertySource
    static void surroundings(DynamicPropertyRegistry registry) {
        registry.add("FEEDTAPE_KEY_ENCRYPTION_SECRET", AuthTest::keyEncryptionSecret);
        registry.add(
                "FEEDTAPE_SERVICE_SECRETS",
                () ->
                        "gateway=%s,feed-service=%s,tts-service=%s,billing-service=%s,admin-service=%s,operator=%s"
                                .formatted(
                                        secret("gateway"),
                                        secret("feed-service"),
                                        secret("tts-service"),
                                        secret("billing-service"),
                                        secret("admin-service"),
                                        secret("operator")));
        registry.add("feedtape.auth.mail-pause", () -> "100ms");
        registry.add("feedtape.auth.errand-pause", () -> "50ms");
        registry.add("GITHUB_CLIENT_ID", () -> FakeGitHub.CLIENT_ID);
        registry.add("GITHUB_CLIENT_SECRET", () -> FakeGitHub.CLIENT_SECRET);
        registry.add("GITHUB_URL", GITHUB::url);
        registry.add("GITHUB_API_URL", () -> GITHUB.url() + "/api");
        registry.add("GOOGLE_CLIENT_ID", GOOGLE::clientId);
        registry.add("GOOGLE_CLIENT_SECRET", () -> FakeOpenId.GOOGLE_SECRET);
        registry.add("GOOGLE_PHONE_CLIENT_IDS", GOOGLE::phoneClientId);
        registry.add("GOOGLE_AUTHORIZE_URL", () -> GOOGLE.url() + "/auth/authorize");
        registry.add("GOOGLE_TOKEN_URL", () -> GOOGLE.url() + "/auth/token");
        registry.add("GOOGLE_KEYS_URL", () -> GOOGLE.url() + "/auth/keys");
        registry.add("GOOGLE_ISSUERS", () -> GOOGLE.url() + "," + GOOGLE.otherIssuer());
        registry.add("APPLE_CLIENT_ID", APPLE::clientId);
        registry.add("APPLE_PHONE_CLIENT_IDS", APPLE::phoneClientId);
        registry.add("APPLE_TEAM_ID", () -> FakeOpenId.TEAM);
        registry.add("APPLE_KEY_ID", () -> FakeOpenId.TEAM_KEY);
        registry.add("APPLE_PRIVATE_KEY", APPLE::privateKey);
        registry.add("APPLE_URL", APPLE::url);
        registry.add("APPLE_ISSUERS", () -> APPLE.url() + "," + APPLE.otherIssuer());
        registry.add("FEEDTAPE_BILLING_URL", BILLING::url);
        registry.add("SMTP_HOST", () -> "127.0.0.1");
        registry.add("SMTP_PORT", () -> MAIL.getSmtp().getPort());
    }

    private static GreenMail mailServer() {
        // A port of its own, so that the server comes back where it was.
        GreenMail mail =
                new GreenMail(
                        new ServerSetup(Ports.free(), "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        return mail;
    }

    /** One for the whole test JVM, because all contexts share one database. */
    static String keyEncryptionSecret() {
        return Base64.getEncoder().encodeToString(KEY);
    }

    public static String secret(String service) {
        return "5f0c1d-secret-of-" + service + "-in-tests-9b7e42";
    }

    @BeforeEach
    void reachTheService() {
        GITHUB.failWith(FakeGitHub.Fault.NONE);
        for (FakeOpenId provider : java.util.List.of(GOOGLE, APPLE)) {
            provider.failTokensWith(FakeGitHub.Fault.NONE);
            provider.failKeysWith(FakeGitHub.Fault.NONE);
            provider.useClock(clock);
        }
        api = new Api("http://localhost:" + port);
    }

    /** Somebody with a proven address whom the service has never seen. */
    protected static Person somebody() {
        long number = PEOPLE.incrementAndGet();
        return new Person(
                number,
                "Person " + number,
                "person-" + number + "-" + UUID.randomUUID() + "@example.com",
                true);
    }

    /** As the operators' command line orders it. */
    protected Api.Answer rotateSigningKeys() {
        return api.post(
                "/internal/signing-keys/rotate",
                "",
                "Authorization",
                "Bearer " + api.serviceToken("operator", secret("operator"), "auth-service"));
    }

    /** An operator's order that what an account has spent of a limit does not count. */
    protected void clearLimits(Api.Pair pair, String scope) {
        api.post(
                        "/internal/accounts/" + pair.claim("sub") + "/clear-rate-limits",
                        "{\"scopes\":[\"" + scope + "\"]}",
                        "Authorization",
                        "Bearer "
                                + api.serviceToken("operator", secret("operator"), "auth-service"))
                .is(200);
    }

    protected Api.Pair signIn(Person person) {
        return api.signInOnThePhone(GITHUB, person);
    }
}
