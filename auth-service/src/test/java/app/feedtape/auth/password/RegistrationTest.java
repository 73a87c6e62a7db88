package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.Mailbox;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RegistrationTest extends PasswordTest {

    @Test
    void thereIsNoAccountBeforeTheAddressHasAnswered() {
        String email = anotherEmail();
        register(anotherHost(), email, PASSWORD).is(202);
        String token = new Mailbox(email).awaitToken(1);
        assertThat(accounts(email)).isZero();
        verify(token).is(204);
        assertThat(accounts(email)).isEqualTo(1);
        verify(token).is(400, "VALIDATION_FAILED");
        signIn(email);
    }

    @Test
    void aKnownAddressGetsTheSameAnswerAndItsOwnerAMail() {
        String email = member();
        Answer known = register(anotherHost(), email, "Other-River-41").is(202);
        Answer unknown = register(anotherHost(), anotherEmail(), "Other-River-41").is(202);
        assertThat(known.body()).isEqualTo(unknown.body());
        assertThat(Mailbox.subject(new Mailbox(email).await(2)))
                .isEqualTo("You already have a FeedTape account");
        assertThat(accounts(email)).isEqualTo(1);
        login(anotherHost(), email, "Other-River-41").is(401);
        signIn(email);
    }

    @Test
    void anotherSpellingOfAKnownMailboxTellsItsOwner() {
        String email = member();
        String tagged = email.replace("@", "+news@");
        register(anotherHost(), tagged, PASSWORD).is(202);
        assertThat(Mailbox.subject(new Mailbox(email).await(2))).contains("already");
        assertThat(new Mailbox(tagged).all()).isEmpty();
    }

    @Test
    void whatTheSameDeviceAskedForLastCounts() {
        String email = anotherEmail();
        String host = anotherHost();
        register(host, email, "First-River-41").is(202);
        String first = new Mailbox(email).awaitToken(1);
        register(host, email, "Second-River-41").is(202);
        String second = new Mailbox(email).awaitToken(2);
        verify(first).is(400);
        verify(second).is(204);
        login(anotherHost(), email, "First-River-41").is(401);
        login(anotherHost(), email, "Second-River-41").is(200);
    }

    @Test
    void aStrangerNeitherReplacesTheOwnersPasswordNorKeepsTheirsBehindIt() {
        String email = anotherEmail();
        register(anotherHost(), email, "Mallory-Waits-1").is(202);
        String before = new Mailbox(email).awaitToken(1);
        register(anotherHost(), email, PASSWORD).is(202);
        String owners = new Mailbox(email).awaitToken(2);
        register(anotherHost(), email, "Mallory-Waits-2").is(202);
        String after = new Mailbox(email).awaitToken(3);
        verify(owners).is(204);
        verify(before).is(400);
        verify(after).is(400);
        signIn(email);
        login(anotherHost(), email, "Mallory-Waits-1").is(401);
        login(anotherHost(), email, "Mallory-Waits-2").is(401);
    }

    @Test
    void whoComesByAProviderOwnsTheAddressAndARegistrationForItIsVoid() {
        Person owner = somebody();
        register(anotherHost(), owner.email(), PASSWORD).is(202);
        String token = new Mailbox(owner.email()).awaitToken(1);
        signIn(owner);
        verify(token).is(400);
        login(anotherHost(), owner.email(), PASSWORD).is(401, "INVALID_CREDENTIALS");
        assertThat(accounts(owner.email())).isEqualTo(1);
    }

    @Test
    void whoClaimedTheAddressAtAProviderKeepsNoDoorIntoTheOwnersAccount() {
        Person stranger = somebody();
        Person claimed = new Person(stranger.id(), stranger.name(), stranger.email(), false);
        String strangers = signIn(claimed).claim("sub");
        register(anotherHost(), claimed.email(), PASSWORD).is(202);
        verify(new Mailbox(claimed.email()).awaitToken(1)).is(204);
        String owners = signIn(claimed.email()).claim("sub");
        assertThat(owners).isNotEqualTo(strangers);
        assertThat(signIn(claimed).claim("sub")).isEqualTo(strangers);
        assertThat(
                        jdbc.sql("select count(*) from identity where account_id = :id")
                                .param("id", java.util.UUID.fromString(owners))
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void strangersWhoRegisterAnAddressManyTimesDoNotBarIt() {
        String email = anotherEmail();
        for (int time = 0; time < 8; time++) {
            register(anotherHost(), email, "Mallory-Waits-" + time).is(202);
        }
        new Mailbox(email).await(5);
        awaitErrands();
        clock.advance(Duration.ofHours(1));
        register(anotherHost(), email, PASSWORD).is(202);
        assertThat(count("select count(*) from registration where email = :email", email))
                .isEqualTo(6);
        verify(new Mailbox(email).awaitToken(6)).is(204);
        signIn(email);
    }

    @Test
    void ofManyWhoBringOneTokenOneMakesTheAccount() throws Exception {
        String email = anotherEmail();
        register(anotherHost(), email, PASSWORD).is(202);
        String token = new Mailbox(email).awaitToken(1);
        List<Integer> statuses = together(20, () -> verify(token).status());
        assertThat(statuses).filteredOn(status -> status == 204).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 400).hasSize(19);
        assertThat(accounts(email)).isEqualTo(1);
    }

    @Test
    void aLinkIsTooOldAfterADay() {
        String email = anotherEmail();
        register(anotherHost(), email, PASSWORD).is(202);
        String token = new Mailbox(email).awaitToken(1);
        clock.advance(Duration.ofHours(24).plusSeconds(1));
        verify(token).is(400);
        register(anotherHost(), email, PASSWORD).is(202);
        verify(new Mailbox(email).awaitToken(2)).is(204);
    }

    @Test
    void aLinkIsSentAgainAndReplacesTheOneBefore() {
        String email = anotherEmail();
        register(anotherHost(), email, PASSWORD).is(202);
        String first = new Mailbox(email).awaitToken(1);
        api.post("/auth/verify-email/resend", json("email", email), from(anotherHost())).is(202);
        String second = new Mailbox(email).awaitToken(2);
        verify(first).is(400);
        verify(second).is(204);
        api.post("/auth/verify-email/resend", json("email", email), from(anotherHost())).is(202);
        api.post("/auth/verify-email/resend", json("email", anotherEmail())).is(202);
        awaitErrands();
        assertThat(new Mailbox(email).all()).hasSize(2);
    }

    @Test
    void anAddressIsWrittenToFiveTimesAnHourAtMost() {
        String email = anotherEmail();
        String host = anotherHost();
        for (int time = 0; time < 12; time++) {
            register(host, email, PASSWORD).is(202);
        }
        new Mailbox(email).await(5);
        awaitErrands();
        assertThat(mails(email)).isLessThanOrEqualTo(5);
    }

    @Test
    void aLinkIsOfTheConfiguredOriginWhateverARequestCallsUs() {
        String email = anotherEmail();
        api.post(
                        "/auth/register",
                        json("email", email, "password", PASSWORD),
                        from(
                                anotherHost(),
                                "X-Forwarded-Host",
                                "evil.example",
                                "Forwarded",
                                "host=evil.example"))
                .is(202);
        URI link = Mailbox.link(new Mailbox(email).await(1));
        assertThat(link.toString()).startsWith("http://localhost:8080/auth/verify-email?token=");
    }

    @Test
    void aDumpOfTheSchemaHasNoTokenInItWhileItsMailWaits() {
        String email = anotherEmail();
        MAIL.stop();
        try {
            register(anotherHost(), email, PASSWORD).is(202);
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> mails(email) == 1);
            assertThat(
                            jdbc.sql("select parameters from mail where recipient = :email")
                                    .param("email", email)
                                    .query(String.class)
                                    .single())
                    .isEqualTo("{}");
        } finally {
            MAIL.start();
        }
        clock.advance(Duration.ofMinutes(5));
        String token = new Mailbox(email).awaitToken(1);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        jdbc.sql("select count(*) from mail where recipient = :email")
                                        .param("email", email)
                                        .query(Long.class)
                                        .single()
                                == 0);
        verify(token).is(204);
    }

    @Test
    void mailComesInTheLanguageOfTheBrowserAndThenOfTheListener() {
        String email = anotherEmail();
        api.post(
                        "/auth/register",
                        json("email", email, "password", PASSWORD),
                        from(anotherHost(), "Accept-Language", "de-AT,de;q=0.9,en;q=0.5"))
                .is(202);
        assertThat(Mailbox.subject(new Mailbox(email).await(1)))
                .isEqualTo("Bestätige deine E-Mail-Adresse für FeedTape");
        verify(new Mailbox(email).awaitToken(1)).is(204);
        register(anotherHost(), email, PASSWORD).is(202);
        assertThat(Mailbox.subject(new Mailbox(email).await(2)))
                .isEqualTo("Du hast schon ein FeedTape-Konto");
        api.patch("/api/me", "{\"settings\":{\"language\":\"it\"}}", as(signIn(email))).is(204);
        register(anotherHost(), email, PASSWORD).is(202);
        assertThat(Mailbox.subject(new Mailbox(email).await(3)))
                .isEqualTo("Hai già un account FeedTape");
    }

    static <T> List<T> together(int count, Callable<T> call) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
            List<Callable<T>> calls = IntStream.range(0, count).mapToObj(number -> call).toList();
            return threads.invokeAll(calls).stream().map(future -> future.resultNow()).toList();
        }
    }

    private long accounts(String email) {
        return count("select count(*) from account where email = :email", email);
    }

    private long mails(String email) {
        return count("select count(*) from mail where recipient = :email", email)
                + new Mailbox(email).all().size();
    }

    private long count(String sql, String email) {
        return jdbc.sql(sql).param("email", email).query(Long.class).single();
    }

    void awaitErrands() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        jdbc.sql("select count(*) from address_errand").query(Long.class).single()
                                == 0);
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() ->
                        jdbc.sql("select count(*) from mail where state = 'waiting'")
                                        .query(Long.class)
                                        .single()
                                == 0);
    }
}
