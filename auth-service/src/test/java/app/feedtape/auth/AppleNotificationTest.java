package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Fault;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.EndsWithAccount;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.test.KafkaProbe;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** What Apple tells us of people, and what we tell Apple. */
class AppleNotificationTest extends AuthTest {

    @Autowired private List<EndsWithAccount> endings;
    @Autowired private Accounts accounts;
    @Autowired private TransactionTemplate transaction;

    @ParameterizedTest
    @ValueSource(strings = {"consent-revoked", "account-deleted"})
    void whoLeavesAppleIsSignedOutAndUnlinked(String type) {
        Person person = somebody();
        Pair pair = signInWithApple(person);
        try (KafkaProbe probe = KafkaProbe.fromNow("session")) {
            send(claims(person, type)).is(200);
            SessionEnded ended =
                    probe.await(
                            SessionEnded.class,
                            fact -> fact.sessionId().toString().equals(pair.claim("sid")));
            assertThat(ended.reason()).isEqualTo("provider_revoked");
        }
        api.me(pair).is(401);
        api.refresh(pair.refreshToken()).is(401);
        assertThat(opening(pair)).isZero();
    }

    @Test
    void whoTookTheirConsentBackAndComesAgainIsTheSamePerson() {
        Person person = somebody();
        String relay = "x" + person.id() + "@privaterelay.appleid.com";
        Person hidden = new Person(person.id(), person.name(), relay, true);
        Pair before = signInWithApple(hidden);
        send(claims(hidden, "consent-revoked")).is(200);
        Pair after = signInWithApple(hidden);
        assertThat(after.claim("sub")).isEqualTo(before.claim("sub"));
        assertThat(opening(after)).isOne();
    }

    @Test
    void aMessageIsGoodOnceHoweverOftenItComes() throws Exception {
        Person person = somebody();
        signInWithApple(person);
        String payload = APPLE.sign(claims(person, "consent-revoked"));
        SignInTest.together(5, () -> sendSigned(payload).is(200));
        Pair again = signInWithApple(person);
        for (int i = 0; i < 5; i++) {
            sendSigned(payload).is(200);
        }
        api.me(again).is(200);
        assertThat(opening(again)).isOne();
    }

    @Test
    void aMessageOfBeforeThePersonCameAgainEndsNothing() {
        Person person = somebody();
        Map<String, Object> old = claims(person, "consent-revoked");
        clock.advance(Duration.ofHours(1));
        Pair pair = signInWithApple(person);
        send(old).is(200);
        api.me(pair).is(200);
    }

    @Test
    void whatAppleDidNotSignForUsLatelyIsRefused() {
        Person person = somebody();
        Pair pair = signInWithApple(person);
        Instant now = clock.instant();
        for (Map<String, ?> lie :
                List.<Map<String, ?>>of(
                        Map.of("iss", "https://evil.example"),
                        Map.of("iss", GOOGLE.url()),
                        Map.of("aud", "another-app"),
                        Map.of("iat", Date.from(now.plusSeconds(90))),
                        Map.of("iat", Date.from(now.minus(Duration.ofDays(8)))),
                        Map.of("events", "{"),
                        Map.of("events", "{\"type\":\"consent-revoked\"}"),
                        Map.of("jti", " "))) {
            Map<String, Object> claims = claims(person, "consent-revoked");
            claims.putAll(lie);
            send(claims).is(401);
        }
        var strangers = FakeOpenId.newKey(APPLE.key().getKeyID());
        sendSigned(
                        FakeOpenId.sign(
                                strangers,
                                new JWSHeader.Builder(JWSAlgorithm.RS256)
                                        .keyID(APPLE.key().getKeyID()),
                                claims(person, "consent-revoked")))
                .is(401, "UNAUTHENTICATED");
        sendSigned(APPLE.sign(APPLE.claims(person, "n", APPLE.clientId()))).is(401);
        sendSigned("nonsense").is(401);
        api.post("/webhooks/apple-identity", "{}").is(400);
        api.me(pair).is(200);
    }

    @Test
    void aMessageIsNoIdToken() {
        Person person = somebody();
        Map<String, Object> claims = claims(person, "email-enabled");
        String token = APPLE.sign(claims);
        api.post("/auth/native/apple", "{\"id_token\":\"%s\",\"nonce\":\"x\"}".formatted(token))
                .is(401, "INVALID_CREDENTIALS");
    }

    @Test
    void aForwardingAddressThatStopsIsShown() {
        Person person = somebody();
        Pair pair = signInWithApple(person);
        send(claims(person, "email-disabled")).is(200);
        assertThat(forwards(pair)).isFalse();
        send(claims(person, "email-enabled")).is(200);
        assertThat(forwards(pair)).isTrue();
        send(claims(person, "something-new")).is(200);
        send(claims(somebody(), "consent-revoked")).is(200);
        api.me(pair).is(200);
    }

    @Test
    void anAccountThatEndsGivesApplesTokenBackAlsoWhenAppleIsAway() {
        Person person = somebody();
        Pair pair = signInWithApple(person);
        String token = APPLE.living().getLast();
        APPLE.failTokensWith(Fault.STATUS_500);
        UUID account = UUID.fromString(pair.claim("sub"));
        transaction.executeWithoutResult(status -> {
            accounts.lock(account);
            endings.forEach(ending -> ending.end(account));
        });
        assertThat(opening(pair)).isZero();
        await().atMost(Duration.ofSeconds(30)).until(() -> attempts() > 0);
        assertThat(APPLE.living()).contains(token);
        APPLE.failTokensWith(Fault.NONE);
        clock.advance(Duration.ofHours(7));
        await().atMost(Duration.ofSeconds(30)).until(() -> !APPLE.living().contains(token));
        await().atMost(Duration.ofSeconds(30)).until(() -> waiting() == 0);
    }

    @Test
    void aProviderThatIsTakenAwayGetsItsTokenBack() {
        Person person = somebody();
        Pair pair = signInWithApple(person);
        String token = APPLE.living().getLast();
        signIn(person);
        api.delete("/auth/identities/apple", Api.bearer(pair)).is(204);
        await().atMost(Duration.ofSeconds(30)).until(() -> !APPLE.living().contains(token));
    }

    private int attempts() {
        return jdbc.sql("select coalesce(max(attempts), 0) from provider_revocation")
                .query(Integer.class)
                .single();
    }

    private int waiting() {
        return jdbc.sql("select count(*) from provider_revocation").query(Integer.class).single();
    }

    private int opening(Pair pair) {
        return jdbc.sql(
                        """
                        select count(*) from identity
                        where account_id = cast(:id as uuid) and provider = 'apple' and revoked_at is null
                        """)
                .param("id", pair.claim("sub"))
                .query(Integer.class)
                .single();
    }

    private boolean forwards(Pair pair) {
        return api.get("/auth/identities", Api.bearer(pair))
                .is(200)
                .json()
                .path("items")
                .get(0)
                .path("forwards_mail")
                .asBoolean();
    }

    private Map<String, Object> claims(Person person, String type) {
        Map<String, Object> claims = new HashMap<>();
        claims.put("iss", APPLE.url());
        claims.put("aud", APPLE.clientId());
        claims.put("iat", Date.from(clock.instant()));
        claims.put("jti", UUID.randomUUID().toString());
        claims.put(
                "events",
                "{\"type\":\"%s\",\"sub\":\"%s\",\"event_time\":%d}"
                        .formatted(
                                type,
                                FakeOpenId.subject(person),
                                clock.instant().getEpochSecond()));
        return claims;
    }

    private Answer send(Map<String, Object> claims) {
        return sendSigned(APPLE.sign(claims));
    }

    private Answer sendSigned(String payload) {
        return api.post("/webhooks/apple-identity", "{\"payload\":\"%s\"}".formatted(payload));
    }

    private Pair signInWithApple(Person person) {
        String away = api.get("/auth/oauth/apple?mobile=true").is(302).header("Location");
        Map<String, String> link =
                Api.deepLink(api.comeBack(APPLE, APPLE.agree(away, person)).is(302));
        return new Pair(link.get("token"), link.get("refresh_token"), 3600);
    }
}
