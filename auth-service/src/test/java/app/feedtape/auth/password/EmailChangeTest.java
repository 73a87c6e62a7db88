package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.Mailbox;
import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class EmailChangeTest extends PasswordTest {

    @Test
    void theNewAddressCountsOnceItHasAnsweredAndTheOldOneIsTold() {
        String email = member();
        String wanted = anotherEmail();
        Pair pair = signIn(email);
        want(pair, wanted).is(202);
        String token = new Mailbox(wanted).awaitToken(1);
        signIn(email);
        login(anotherHost(), wanted, PASSWORD).is(401);
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            confirm(token).is(204);
            assertThat(
                            probe.await(
                                            AccountChanged.class,
                                            fact ->
                                                    fact.accountId()
                                                            .toString()
                                                            .equals(pair.claim("sub")))
                                    .email())
                    .isEqualTo(wanted);
        }
        signIn(wanted);
        login(anotherHost(), email, PASSWORD).is(401);
        assertThat(Mailbox.subject(new Mailbox(email).await(2)))
                .isEqualTo("Your FeedTape account has a new e-mail address");
        confirm(token).is(400);
        register(anotherHost(), email, PASSWORD).is(202);
        verify(new Mailbox(email).awaitToken(3)).is(204);
    }

    @Test
    void aResetUndoesAChangeThatWaits() {
        String email = member();
        String wanted = anotherEmail();
        want(signIn(email), wanted).is(202);
        String token = new Mailbox(wanted).awaitToken(1);
        forget(email);
        reset(new Mailbox(email).awaitToken(2), "Loud-Ocean-52").is(204);
        confirm(token).is(400, "VALIDATION_FAILED");
        login(anotherHost(), email, "Loud-Ocean-52").is(200);
    }

    @Test
    void theNewestWishReplacesTheOneBeforeAndLastsAnHour() {
        Pair pair = signIn(member());
        String first = anotherEmail();
        String second = anotherEmail();
        want(pair, first).is(202);
        String one = new Mailbox(first).awaitToken(1);
        want(pair, second).is(202);
        String two = new Mailbox(second).awaitToken(1);
        confirm(one).is(400);
        clock.advance(Duration.ofHours(1).plusSeconds(1));
        confirm(two).is(400);
    }

    @Test
    void ofTwoWhoWantOneAddressOneGetsIt() throws Exception {
        String wanted = anotherEmail();
        want(signIn(member()), wanted).is(202);
        String one = new Mailbox(wanted).awaitToken(1);
        want(signIn(member()), wanted).is(202);
        String other = new Mailbox(wanted).awaitToken(2);
        List<String> tokens = List.of(one, other);
        AtomicInteger turn = new AtomicInteger();
        List<Integer> statuses =
                RegistrationTest.together(
                        2, () -> confirm(tokens.get(turn.getAndIncrement())).status());
        assertThat(statuses).containsExactlyInAnyOrder(204, 409);
        confirm(one).code();
        assertThat(
                        jdbc.sql("select count(*) from account where email = :email")
                                .param("email", wanted)
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
    }

    @Test
    void anotherPersonsAddressGetsTheSameAnswerAndItsOwnerIsTold() {
        String owner = member();
        Pair pair = signIn(member());
        Answer known = want(pair, owner).is(202);
        Answer unknown = want(pair, anotherEmail()).is(202);
        assertThat(known.body()).isEqualTo(unknown.body());
        assertThat(Mailbox.subject(new Mailbox(owner).await(2))).contains("already");
        signIn(owner);
    }

    @Test
    void thePasswordIsAskedForWhereThereIsOne() {
        Pair pair = signIn(member());
        api.post("/auth/email", json("email", anotherEmail()), as(pair))
                .is(401, "INVALID_CREDENTIALS");
        api.post(
                        "/auth/email",
                        json("email", anotherEmail(), "password", "Wrong-1-River"),
                        as(pair))
                .is(401, "INVALID_CREDENTIALS");
        api.post("/auth/email", json("email", "nobody", "password", PASSWORD), as(pair)).is(400);
        api.post("/auth/email", json("email", anotherEmail(), "password", PASSWORD)).is(401);
    }

    @Test
    void whoCameWithAnUnprovenAddressProvesItThisWay() {
        Person claimed = somebody();
        Person unverified = new Person(claimed.id(), claimed.name(), claimed.email(), false);
        Pair pair = signIn(unverified);
        api.post("/auth/email", json("email", claimed.email()), as(pair)).is(202);
        confirm(new Mailbox(claimed.email()).awaitToken(1)).is(204);
        assertThat(api.me(pair).json().path("email_verified").asBoolean()).isTrue();
        assertThat(new Mailbox(claimed.email()).all()).hasSize(1);
    }

    private Answer want(Pair pair, String email) {
        return api.post("/auth/email", json("email", email, "password", PASSWORD), as(pair));
    }

    private Answer confirm(String token) {
        return api.post("/auth/email/confirm", json("token", token));
    }
}
