package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.Mailbox;
import app.feedtape.web.decision.Decision;
import app.feedtape.web.decision.Decisions;
import app.feedtape.web.decision.Subject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

class GuessingTest extends PasswordTest {

    @Autowired private Decisions decisions;

    private static final String WRONG = "Wrong-River-41";

    @Test
    void ofTwoHundredGuessesAtOnceFiveAreMadeAndTheRightOneAmongTheRestDoesNotSignIn()
            throws Exception {
        String email = member();
        for (int guess = 0; guess < 5; guess++) {
            login(anotherHost(), email, WRONG).is(401);
        }
        AtomicInteger number = new AtomicInteger();
        List<Integer> late =
                RegistrationTest.together(
                        200,
                        () ->
                                login(
                                                "198.19.1." + number.incrementAndGet(),
                                                email,
                                                number.get() % 3 == 0 ? PASSWORD : WRONG)
                                        .status());
        assertThat(late).containsOnly(429);
    }

    @Test
    void fiveOfABurstAreEvaluated() throws Exception {
        String email = member();
        AtomicInteger number = new AtomicInteger();
        List<Integer> statuses =
                RegistrationTest.together(
                        200,
                        () -> login("198.19.2." + number.incrementAndGet(), email, WRONG).status());
        assertThat(statuses).filteredOn(status -> status == 401).hasSizeLessThanOrEqualTo(5);
        assertThat(statuses).filteredOn(status -> status == 429).hasSizeGreaterThanOrEqualTo(190);
        assertThat(statuses).containsAnyOf(401);
        assertThat(statuses).isSubsetOf(401, 429, 503);
    }

    @Test
    void duringAPauseRightAndWrongAndUnknownAreTheSame() {
        String email = member();
        String unknown = anotherEmail();
        for (int guess = 0; guess < 5; guess++) {
            login(anotherHost(), email, WRONG).is(401);
            login(anotherHost(), unknown, WRONG).is(401);
        }
        Answer right = login(anotherHost(), email, PASSWORD).is(429, "RATE_LIMITED");
        Answer wrong = login(anotherHost(), email, WRONG).is(429, "RATE_LIMITED");
        Answer nobody = login(anotherHost(), unknown, WRONG).is(429, "RATE_LIMITED");
        assertThat(error(right)).isEqualTo(error(wrong)).isEqualTo(error(nobody));
        assertThat(right.json().at("/error/details").propertyNames())
                .containsExactlyInAnyOrder("metric", "decision_id");
        Decision decision = decision(right);
        assertThat(decision.rule()).isEqualTo("password_tries");
        assertThat(decision.subject().kind()).isEqualTo(Subject.Kind.NETWORK);
        assertThat(decision.used()).isNull();
        assertThat(decision.retryAt())
                .isEqualTo(
                        decision.decidedAt()
                                .plusSeconds(Long.parseLong(right.header("Retry-After"))));
        assertThat(Integer.parseInt(right.header("Retry-After"))).isBetween(1, 60);
    }

    /** Two refusals have two ids, which say the same. */
    private static String error(Answer answer) {
        return answer.json()
                .path("error")
                .toString()
                .replace(answer.json().at("/error/details/decision_id").asString(), "");
    }

    private Decision decision(Answer answer) {
        return decisions
                .find(answer.json().at("/error/details/decision_id").asString())
                .orElseThrow();
    }

    @Test
    void aStrangerDoesNotShutTheOwnerOut() {
        String email = member();
        String home = anotherHost();
        Pair pair = login(home, email, PASSWORD).pair();
        for (int guess = 0; guess < 100; guess++) {
            login("198.19.3." + (guess + 1), email, WRONG);
        }
        login(anotherHost(), email, PASSWORD).is(429);
        login(home, email, PASSWORD).is(200);
        api.refresh(pair.refreshToken()).is(200);
        login(anotherHost(), email, PASSWORD).is(429);
        clock.advance(Duration.ofSeconds(60));
        login(anotherHost(), email, PASSWORD).is(200);
    }

    @Test
    void anOperatorsWordEndsThePauseOfEverybodyWhoTried() {
        String email = member();
        String home = anotherHost();
        Pair pair = login(home, email, PASSWORD).pair();
        for (int guess = 0; guess < 5; guess++) {
            login(home, email, WRONG).is(401);
            login(anotherHost(), email, WRONG).is(401);
        }
        login(home, email, PASSWORD).is(429);
        login(anotherHost(), email, PASSWORD).is(429);
        clearLimits(pair, "speech");
        login(home, email, PASSWORD).is(429);
        clearLimits(pair, "login");
        login(home, email, PASSWORD).is(200);
        login(anotherHost(), email, PASSWORD).is(200);
    }

    @Test
    void aResetLetsTheOwnerInDuringAPause() {
        String email = member();
        for (int guess = 0; guess < 5; guess++) {
            login(anotherHost(), email, WRONG).is(401);
        }
        api.post("/auth/password/forgot", json("email", email)).is(202);
        login(anotherHost(), email, PASSWORD).is(429);
        String token = new Mailbox(email).awaitToken(2);
        login(anotherHost(), email, PASSWORD).is(429);
        api.post("/auth/password/reset", json("token", token, "password", "Loud-Ocean-52")).is(204);
        login(anotherHost(), email, "Loud-Ocean-52").is(200);
    }

    @Test
    void successBeginsTheCountAnew() {
        String email = member();
        for (int round = 0; round < 3; round++) {
            for (int guess = 0; guess < 4; guess++) {
                login(anotherHost(), email, WRONG).is(401);
            }
            login(anotherHost(), email, PASSWORD).is(200);
        }
    }

    @Test
    void afterAHundredInARowThePauseIsAQuarterOfAnHour() {
        String email = member();
        for (int round = 0; round < 20; round++) {
            for (int guess = 0; guess < 5; guess++) {
                login(anotherHost(), email, WRONG).is(401);
            }
            assertThat(
                            Integer.parseInt(
                                    login(anotherHost(), email, WRONG)
                                            .is(429)
                                            .header("Retry-After")))
                    .isLessThanOrEqualTo(round < 19 ? 60 : 900);
            clock.advance(Duration.ofSeconds(60));
        }
        login(anotherHost(), email, PASSWORD).is(429);
        clock.advance(Duration.ofMinutes(14));
        login(anotherHost(), email, PASSWORD).is(200);
    }

    @Test
    void oneAddressTriesThirtyAccountsAndNoMore() {
        String host = anotherHost();
        for (int guess = 0; guess < 30; guess++) {
            login(host, anotherEmail(), WRONG).is(401);
        }
        login(host, anotherEmail(), WRONG).is(429, "RATE_LIMITED");
        String email = member();
        login(host, email, PASSWORD).is(429);
        login(anotherHost(), email, PASSWORD).is(200);
        clock.advance(Duration.ofMinutes(15));
        login(host, email, PASSWORD).is(200);
    }

    @Test
    void aSuccessIsNoFailureOfItsAddress() {
        String host = anotherHost();
        for (int guess = 0; guess < 29; guess++) {
            login(host, anotherEmail(), WRONG).is(401);
        }
        login(host, member(), PASSWORD).is(200);
        login(host, anotherEmail(), WRONG).is(401);
        login(host, anotherEmail(), WRONG).is(429);
    }

    @Test
    void aNetworkOfTheSixthVersionIsOneAddress() {
        for (int guess = 0; guess < 30; guess++) {
            login("2001:db8:1:2::" + guess, anotherEmail(), WRONG).is(401);
        }
        login("2001:db8:1:2:3::1", anotherEmail(), WRONG).is(429);
        login("2001:db8:1:3::1", anotherEmail(), WRONG).is(401);
    }

    @Test
    void triesThatRanOutAreInTheTrailOfWhoeverTheMailboxIs() {
        String email = member();
        for (int guess = 0; guess < 6; guess++) {
            login(anotherHost(), email, WRONG);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        jdbc.sql(
                                                "select count(*) from audit_entry e join account a on a.id = e.subject_id where a.email = :email and action = 'sign_in_locked'")
                                        .param("email", email)
                                        .query(Long.class)
                                        .single()
                                == 1);
    }

    @Test
    void askingForAResetAndRefreshingForgiveNothing() {
        String email = member();
        Pair pair = signIn(email);
        for (int guess = 0; guess < 4; guess++) {
            login(anotherHost(), email, WRONG).is(401);
        }
        forget(email);
        api.refresh(pair.refreshToken()).is(200);
        new Mailbox(email).await(2);
        login(anotherHost(), email, WRONG).is(401);
        login(anotherHost(), email, PASSWORD).is(429);
    }
}
