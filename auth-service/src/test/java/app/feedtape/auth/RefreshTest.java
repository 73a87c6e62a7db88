package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.test.KafkaProbe;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTest extends AuthTest {

    private static final Duration PAST_GRACE = Duration.ofSeconds(31);

    @Test
    void aRefreshGivesANewPairOfTheSameSession() {
        Pair first = signIn(somebody());
        Pair second = api.refresh(first.refreshToken()).pair();
        assertThat(second.refreshToken()).isNotEqualTo(first.refreshToken());
        assertThat(second.token()).isNotEqualTo(first.token());
        assertThat(second.claim("sid")).isEqualTo(first.claim("sid"));
        api.me(second).is(200);
    }

    @Test
    void fiftyAtOnceAllGetTheSameSuccessorAndTurnTheSessionOnce() throws Exception {
        Pair first = signIn(somebody());
        List<Answer> answers = SignInTest.together(50, () -> api.refresh(first.refreshToken()));
        assertThat(answers).allSatisfy(answer -> answer.is(200));
        assertThat(answers.stream().map(answer -> answer.pair().refreshToken()).distinct())
                .hasSize(1);
        assertThat(generation(first)).isEqualTo(1);
        api.refresh(answers.getFirst().pair().refreshToken()).is(200);
    }

    @Test
    void aReplayWithinTheGraceGivesTheSameSuccessorHoweverOften() {
        Pair first = signIn(somebody());
        Pair second = api.refresh(first.refreshToken()).pair();
        api.me(second).is(200);
        for (int replay = 0; replay < 10; replay++) {
            assertThat(api.refresh(first.refreshToken()).pair().refreshToken())
                    .isEqualTo(second.refreshToken());
        }
        assertThat(generation(first)).isEqualTo(1);
    }

    @Test
    void aLostAnswerMayBeAskedForAgainForADay() {
        Pair first = signIn(somebody());
        Pair lost = api.refresh(first.refreshToken()).pair();
        clock.advance(Duration.ofHours(23));
        assertThat(api.refresh(first.refreshToken()).pair().refreshToken())
                .isEqualTo(lost.refreshToken());
        clock.advance(Duration.ofHours(1));
        api.refresh(first.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
    }

    @Test
    void aReplayAfterTheSuccessorsAccessTokenWasSeenEndsTheSessionAndTellsThePerson() {
        Person person = somebody();
        try (KafkaProbe probe = KafkaProbe.fromNow("session")) {
            Pair other = signIn(person);
            Pair victim = signIn(person);
            Pair thief = api.refresh(victim.refreshToken()).pair();
            api.me(thief).is(200);
            clock.advance(PAST_GRACE);
            api.refresh(victim.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
            api.refresh(thief.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
            api.me(thief).is(401, "UNAUTHENTICATED");
            api.refresh(other.refreshToken()).is(200);
            SessionEnded ended =
                    probe.await(
                            SessionEnded.class,
                            fact -> fact.sessionId().toString().equals(victim.claim("sid")));
            assertThat(ended.reason()).isEqualTo("reuse");
        }
        Awaitility.await().until(() -> mailsTo(person).size() == 1);
    }

    @Test
    void theGrandparentEndsTheSessionEvenWithinTheGrace() {
        Pair first = signIn(somebody());
        Pair second = api.refresh(first.refreshToken()).pair();
        Pair third = api.refresh(second.refreshToken()).pair();
        api.refresh(first.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
        api.refresh(third.refreshToken()).is(401, "REFRESH_TOKEN_REUSED");
    }

    @Test
    void thirtyDaysWithoutARefreshAreTheEnd() {
        Pair first = signIn(somebody());
        clock.advance(Duration.ofDays(30).plusSeconds(1));
        api.refresh(first.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
    }

    @Test
    void aTokenPastItsTimeIsOverEvenInsideTheGrace() {
        Pair first = signIn(somebody());
        clock.advance(Duration.ofDays(30).minusSeconds(10));
        api.refresh(first.refreshToken()).is(200);
        clock.advance(Duration.ofSeconds(15));
        api.refresh(first.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
    }

    @Test
    void ninetyDaysAreTheEndHoweverOftenItIsRefreshed() {
        Pair pair = signIn(somebody());
        for (int day = 0; day < 89; day++) {
            clock.advance(Duration.ofDays(1));
            pair = api.refresh(pair.refreshToken()).pair();
        }
        clock.advance(Duration.ofHours(23).plusMinutes(30));
        pair = api.refresh(pair.refreshToken()).pair();
        assertThat(pair.expiresIn()).isBetween(1700L, 1800L);
        clock.advance(Duration.ofMinutes(31));
        api.refresh(pair.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"refresh_token\":null}",
                "{\"refresh_token\":\"\"}",
                "{\"refresh_token\":\"short\"}",
                "{\"refresh_token\":[\"a\"]}",
                "{\"refresh_token\":{\"$ne\":\"\"}}",
                "{\"refresh_token\":12}",
                "{\"refresh_token\":\"a\",\"refresh_token\":\"b\"}",
                "[]",
                "\"x\"",
                "not json",
                ""
            })
    void whatCannotBeARefreshTokenIs400(String body) {
        api.post("/auth/refresh", body).is(400);
        api.post("/auth/logout", body).is(400);
    }

    @Test
    void anUnknownTokenIs401() {
        String unknown = "A".repeat(43);
        api.refresh(unknown).is(401, "INVALID_REFRESH_TOKEN");
        api.logout(unknown).is(401, "INVALID_REFRESH_TOKEN");
    }

    @Test
    void loggingOutEndsTheSessionAndTwiceIsFine() {
        try (KafkaProbe probe = KafkaProbe.fromNow("session")) {
            Pair pair = signIn(somebody());
            api.logout(pair.refreshToken()).is(204);
            api.logout(pair.refreshToken()).is(204);
            api.refresh(pair.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
            api.me(pair).is(401, "UNAUTHENTICATED");
            SessionEnded ended =
                    probe.await(
                            SessionEnded.class,
                            fact -> fact.sessionId().toString().equals(pair.claim("sid")));
            assertThat(ended.reason()).isEqualTo("logout");
        }
    }

    @Test
    void somebodyElsesRefreshTokenSignsNobodyOut() {
        Pair mine = signIn(somebody());
        Pair theirs = signIn(somebody());
        api.logout(theirs.refreshToken(), Api.bearer(mine)).is(204);
        api.me(theirs).is(200);
    }

    @Test
    void loggingOutEverywhereEndsEverySession() {
        Person person = somebody();
        Pair phone = signIn(person);
        Pair tablet = signIn(person);
        api.post("/auth/logout/all", "", Api.bearer(phone)).is(204);
        api.refresh(tablet.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
        api.me(phone).is(401, "UNAUTHENTICATED");
        api.post("/auth/logout/all", "").is(401, "UNAUTHENTICATED");
    }

    @Test
    void sessionsAreListedAndEndedByTheirOwnerOnly() {
        Person person = somebody();
        Pair phone = signIn(person);
        Pair tablet = signIn(person);
        Pair stranger = signIn(somebody());
        var list = api.get("/auth/sessions", Api.bearer(phone)).is(200).json().path("items");
        assertThat(list.size()).isEqualTo(2);
        assertThat(list.get(0).path("current").asBoolean()).isFalse();
        assertThat(list.get(1).path("current").asBoolean()).isTrue();
        assertThat(list.get(0).path("device").asString()).isEqualTo("FeedTape");
        assertThat(list.get(0).path("proven_by").asString()).isEqualTo("github");
        assertThat(list.get(0).path("strength").asString()).isEqualTo("one_factor");
        assertThat(tablet.claims().has("amr")).isFalse();
        String tabletsId = tablet.claim("sid");
        Answer foreign =
                api.delete("/auth/sessions/" + tabletsId, Api.bearer(stranger))
                        .is(404, "NOT_FOUND");
        Answer random =
                api.delete("/auth/sessions/" + UUID.randomUUID(), Api.bearer(stranger))
                        .is(404, "NOT_FOUND");
        assertThat(foreign.json().path("error")).isEqualTo(random.json().path("error"));
        api.delete("/auth/sessions/" + tabletsId, Api.bearer(phone)).is(204);
        api.refresh(tablet.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
    }

    @Test
    void theOldestOfTooManySessionsGivesWay() {
        Person person = somebody();
        Pair oldest = signIn(person);
        Pair second = signIn(person);
        for (int more = 0; more < 19; more++) {
            signIn(person);
        }
        api.refresh(oldest.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
        api.refresh(second.refreshToken()).is(200);
    }

    private long generation(Pair pair) {
        return jdbc.sql("select generation from session where id = :id")
                .param("id", UUID.fromString(pair.claim("sid")))
                .query(Long.class)
                .single();
    }

    private static List<MimeMessage> mailsTo(Person person) {
        return java.util.Arrays.stream(MAIL.getReceivedMessages())
                .filter(mail ->
                        com.icegreen.greenmail.util.GreenMailUtil.getHeaders(mail)
                                .contains(person.email()))
                .toList();
    }
}
