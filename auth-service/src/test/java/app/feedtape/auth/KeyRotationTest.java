package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.web.token.TokenVerifier;
import app.feedtape.web.token.Verification;
import com.nimbusds.jwt.SignedJWT;
import java.net.URI;
import java.net.http.HttpClient;
import java.text.ParseException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;

/** A rotation of keys as another service lives through it, with the keys it fetched before. */
class KeyRotationTest extends AuthTest {

    private static final Duration PAST_COOL_DOWN = Duration.ofSeconds(6);
    private static final Duration PAST_MAXIMUM_AGE = Duration.ofMinutes(6);

    @LocalServerPort private int ownPort;
    @Autowired private ApplicationContext context;
    private TokenVerifier elsewhere;

    @BeforeEach
    void startTheOtherService() {
        elsewhere =
                new TokenVerifier(
                        "http://localhost:8080",
                        "tts-service",
                        URI.create("http://localhost:" + ownPort + "/.well-known/jwks.json"),
                        HttpClient.newHttpClient(),
                        clock);
    }

    private Verification verify(Pair pair) {
        return elsewhere.verify(pair.token()).join();
    }

    private void rotate() {
        rotateSigningKeys().is(200);
    }

    @Test
    void theCommandSaysWhatSignsNowIsAuditedAndIsForOperatorsAlone() throws Exception {
        String published = api.get("/.well-known/jwks.json").is(200).json().at("/keys").toString();
        var answer = rotateSigningKeys().is(200).json();
        assertThat(published).contains(answer.path("signs").asString());
        assertThat(answer.path("published").size()).isGreaterThanOrEqualTo(3);
        assertThat(keyId(signIn(somebody()))).isEqualTo(answer.path("signs").asString());
        assertThat(
                        jdbc.sql(
                                        """
                                        select count(*) from audit_entry
                                        where action = 'signing_key_rotated' and actor = 'operator'
                                            and subject_id is null
                                        """)
                                .query(Integer.class)
                                .single())
                .isPositive();
        String admin = api.serviceToken("admin-service", secret("admin-service"), "auth-service");
        api.post("/internal/signing-keys/rotate", "", "Authorization", "Bearer " + admin)
                .is(403, "FORBIDDEN");
        api.post("/internal/signing-keys/rotate", "", Api.bearer(signIn(somebody())))
                .is(401, "UNAUTHENTICATED");
    }

    private static String keyId(Pair pair) throws ParseException {
        return SignedJWT.parse(pair.token()).getHeader().getKeyID();
    }

    @Test
    void tokensOfBothKeysAreGoodInTheFirstSecondAfterARotation() throws Exception {
        Pair before = signIn(somebody());
        Pair unseen = signIn(somebody());
        assertThat(verify(before)).isInstanceOf(Verification.Accepted.class);
        rotate();
        clock.advance(Duration.ofSeconds(1));
        Pair after = signIn(somebody());
        assertThat(keyId(after)).isNotEqualTo(keyId(before));
        assertThat(verify(unseen)).isInstanceOf(Verification.Accepted.class);
        assertThat(verify(after)).isInstanceOf(Verification.Accepted.class);
    }

    @Test
    void aKeyThatWasNeverFetchedIsFoundByOneMoreLook() {
        assertThat(verify(signIn(somebody()))).isInstanceOf(Verification.Accepted.class);
        rotate();
        rotate();
        clock.advance(PAST_COOL_DOWN);
        assertThat(verify(signIn(somebody()))).isInstanceOf(Verification.Accepted.class);
    }

    @Test
    void aKeyThatIsTakenAwayTakesItsTokensAlong() throws Exception {
        Pair stolen = signIn(somebody());
        assertThat(verify(stolen)).isInstanceOf(Verification.Accepted.class);
        rotate();
        jdbc.sql("delete from signing_key where kid = :kid").param("kid", keyId(stolen)).update();
        ReflectionTestUtils.invokeMethod(context.getBean("keyring"), "keepUp");
        api.me(stolen).is(401, "UNAUTHENTICATED");
        clock.advance(PAST_MAXIMUM_AGE);
        Pair good = signIn(somebody());
        Awaitility.await()
                .untilAsserted(() -> {
                    assertThat(verify(good)).isInstanceOf(Verification.Accepted.class);
                    assertThat(verify(stolen)).isInstanceOf(Verification.Rejected.class);
                });
    }
}
