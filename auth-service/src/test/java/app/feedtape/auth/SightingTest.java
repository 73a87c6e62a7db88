package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A thief who shows what was stolen to every service but this one. */
class SightingTest extends AuthTest {

    private static final Duration PAST_GRACE = Duration.ofSeconds(31);

    private Answer see(Pair pair, String caller, String body) {
        String token = api.serviceToken(caller, secret(caller), "auth-service");
        return api.post(
                "/internal/sessions/" + pair.claim("sid") + "/seen",
                body,
                "Authorization",
                "Bearer " + token);
    }

    private static String sighting(String generation, String account) {
        return "{\"generation\":%s,\"account_id\":\"%s\"}".formatted(generation, account);
    }

    /** As the gateway does it: the generation stands before the dot of the token's id. */
    private static String sighting(Pair pair) {
        return sighting(pair.claim("jti").split("\\.")[0], pair.claim("sub"));
    }

    @Test
    void aThiefWhoNeverCallsThisServiceIsNoticedWhenTheVictimComesBack() {
        try (KafkaProbe probe = KafkaProbe.fromNow("session")) {
            Pair victim = signIn(somebody());
            Pair thief = api.refresh(victim.refreshToken()).pair();
            see(thief, "gateway", sighting(thief)).is(204);
            see(thief, "gateway", sighting(thief)).is(204);
            clock.advance(PAST_GRACE);
            api.refresh(victim.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
            api.refresh(thief.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
            SessionEnded ended =
                    probe.await(
                            SessionEnded.class,
                            fact -> fact.sessionId().toString().equals(victim.claim("sid")));
            assertThat(ended.reason()).isEqualTo("reuse");
            see(thief, "gateway", sighting(thief)).is(404, "NOT_FOUND");
        }
    }

    @Test
    void seeingTheParentsAccessTokenProvesNothingAboutTheChild() {
        Pair first = signIn(somebody());
        Pair lost = api.refresh(first.refreshToken()).pair();
        see(first, "gateway", sighting(first)).is(204);
        clock.advance(PAST_GRACE);
        assertThat(api.refresh(first.refreshToken()).pair().refreshToken())
                .isEqualTo(lost.refreshToken());
    }

    @Test
    void onlyTheGatewaySaysWhatWasSeenAndOnlyOfASessionAndItsAccount() {
        Pair pair = signIn(somebody());
        see(pair, "operator", sighting(pair)).is(403, "FORBIDDEN");
        api.post(
                        "/internal/sessions/" + pair.claim("sid") + "/seen",
                        sighting(pair),
                        Api.bearer(pair))
                .is(401, "UNAUTHENTICATED");
        see(pair, "gateway", sighting("0", UUID.randomUUID().toString())).is(404, "NOT_FOUND");
        see(pair, "gateway", sighting("-1", pair.claim("sub"))).is(400, "VALIDATION_FAILED");
        see(pair, "gateway", "{\"generation\":0}").is(400, "VALIDATION_FAILED");
        see(pair, "gateway", "{}").is(400, "VALIDATION_FAILED");
    }
}
