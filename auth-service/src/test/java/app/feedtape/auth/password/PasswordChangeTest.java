package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.Mailbox;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PasswordChangeTest extends PasswordTest {

    private static final String NEW = "Loud-Ocean-52";

    @Test
    void thisSessionGoesOnAndEveryOtherEnds() {
        String email = member();
        Pair here = signIn(email);
        Pair there = signIn(email);
        change(here, PASSWORD, NEW).is(204);
        api.me(there).is(401);
        api.refresh(there.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
        api.me(here).is(200);
        api.refresh(here.refreshToken()).is(200);
        login(anotherHost(), email, PASSWORD).is(401);
        login(anotherHost(), email, NEW).is(200);
        assertThat(Mailbox.subject(new Mailbox(email).await(2)))
                .isEqualTo("Your FeedTape password was changed");
    }

    @Test
    void withoutTheCurrentPasswordNothingChanges() {
        String email = member();
        Pair pair = signIn(email);
        change(pair, "Wrong-River-41", NEW).is(401, "INVALID_CREDENTIALS");
        api.put("/auth/password", json("new_password", NEW), as(pair)).is(400, "VALIDATION_FAILED");
        change(pair, PASSWORD, PASSWORD).is(400, "VALIDATION_FAILED");
        change(pair, PASSWORD, "Password1").is(400, "WEAK_PASSWORD");
        api.put("/auth/password", json("current_password", PASSWORD, "new_password", NEW))
                .is(401, "UNAUTHENTICATED");
        signIn(email);
    }

    @Test
    void aFoundSessionGuessesFiveTimes() {
        String email = member();
        Pair pair = signIn(email);
        for (int guess = 0; guess < 5; guess++) {
            change(pair, "Wrong-River-4" + guess, NEW).is(401);
        }
        change(pair, PASSWORD, NEW).is(429, "RATE_LIMITED");
        login(anotherHost(), email, PASSWORD).is(200);
    }

    @Test
    void ofTwoChangesAtOnceOneWins() throws Exception {
        String email = member();
        List<Pair> pairs = List.of(signIn(email), signIn(email));
        AtomicInteger turn = new AtomicInteger();
        List<Integer> statuses =
                RegistrationTest.together(
                        2,
                        () -> {
                            int mine = turn.getAndIncrement();
                            return change(pairs.get(mine), PASSWORD, NEW + mine).status();
                        });
        assertThat(statuses).containsOnlyOnce(204);
        assertThat(statuses).containsOnlyOnce(401);
    }

    @Test
    void anAccountWithoutAPasswordIsToldHowToGetOne() {
        Person person = somebody();
        Pair pair = signIn(person);
        change(pair, PASSWORD, NEW).is(409, "CONFLICT");
    }

    private Answer change(Pair pair, String current, String wanted) {
        return api.put(
                "/auth/password",
                json("current_password", current, "new_password", wanted),
                as(pair));
    }
}
