package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.Mailbox;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class PasswordResetTest extends PasswordTest {

    private static final String NEW = "Loud-Ocean-52";

    @Test
    void aResetEndsEverySessionAndTellsThePerson() {
        String email = member();
        Pair one = signIn(email);
        Pair other = signIn(email);
        forget(email);
        String token = new Mailbox(email).awaitToken(2);
        reset(token, NEW).is(204);
        api.me(one).is(401);
        api.refresh(one.refreshToken()).is(401);
        api.refresh(other.refreshToken()).is(401);
        login(anotherHost(), email, PASSWORD).is(401);
        login(anotherHost(), email, NEW).is(200);
        assertThat(Mailbox.subject(new Mailbox(email).await(3)))
                .isEqualTo("Your FeedTape password was changed");
        assertThat(endReasons(email)).containsOnly("password_changed");
        reset(token, "Third-Ocean-52").is(400);
    }

    @Test
    void everyAddressGetsTheSameAnswerAndOnlyAnOwnerAMail() {
        String email = member();
        String suspended = member();
        jdbc.sql("update account set status = 'suspended' where email = :email")
                .param("email", suspended)
                .update();
        String pending = anotherEmail();
        register(anotherHost(), pending, PASSWORD).is(202);
        new Mailbox(pending).await(1);
        String unknown = anotherEmail();
        List<String> bodies =
                List.of(email, suspended, pending, unknown).stream()
                        .map(each ->
                                api.post("/auth/password/forgot", json("email", each))
                                        .is(202)
                                        .body())
                        .distinct()
                        .toList();
        assertThat(bodies).hasSize(1);
        new Mailbox(email).await(2);
        awaitErrands();
        assertThat(new Mailbox(suspended).all()).hasSize(1);
        assertThat(new Mailbox(pending).all()).hasSize(1);
        assertThat(new Mailbox(unknown).all()).isEmpty();
    }

    @Test
    void whoCameByAProviderSetsTheirFirstPasswordThisWay() {
        Person person = somebody();
        signIn(person);
        forget(person.email());
        reset(new Mailbox(person.email()).awaitToken(1), NEW).is(204);
        login(anotherHost(), person.email(), NEW).is(200);
        signIn(person);
    }

    @Test
    void theNewestLinkReplacesTheOneBeforeAndLastsAnHour() {
        String email = member();
        forget(email);
        String first = new Mailbox(email).awaitToken(2);
        forget(email);
        String second = new Mailbox(email).awaitToken(3);
        reset(first, NEW).is(400, "VALIDATION_FAILED");
        clock.advance(Duration.ofHours(1).plusSeconds(1));
        reset(second, NEW).is(400, "VALIDATION_FAILED");
        signIn(email);
    }

    @Test
    void aWeakPasswordLeavesTheLinkUsable() {
        String email = member();
        forget(email);
        String token = new Mailbox(email).awaitToken(2);
        reset(token, "Password1").is(400, "WEAK_PASSWORD");
        reset(token, email).is(400, "WEAK_PASSWORD");
        reset(token, "x".repeat(129)).is(400, "VALIDATION_FAILED");
        reset(token, NEW).is(204);
    }

    @Test
    void ofManyWhoBringOneTokenOneSetsThePassword() throws Exception {
        String email = member();
        forget(email);
        String token = new Mailbox(email).awaitToken(2);
        List<Integer> statuses = RegistrationTest.together(8, () -> reset(token, NEW).status());
        assertThat(statuses).filteredOn(status -> status == 204).hasSize(1);
        assertThat(statuses).isSubsetOf(204, 400, 503);
    }

    @Test
    void aTokenIsForItsPurposeAndItsPersonAlone() {
        String email = member();
        String victim = member();
        forget(email);
        String token = new Mailbox(email).awaitToken(2);
        verify(token).is(400);
        api.post("/auth/email/confirm", json("token", token)).is(400);
        api.get("/api/me", "Authorization", "Bearer " + token).is(401);
        api.refresh(token).is(401);
        Answer answer =
                api.post(
                        "/auth/password/reset",
                        json("token", token, "password", NEW, "email", victim, "user_id", "x"));
        assertThat(answer.status()).isIn(204, 400);
        login(anotherHost(), victim, NEW).is(401);
        signIn(victim);
        String pending = anotherEmail();
        register(anotherHost(), pending, PASSWORD).is(202);
        reset(new Mailbox(pending).awaitToken(1), NEW).is(400);
    }

    @Test
    void aSuspendedPersonsLinkIsOfNoUse() {
        String email = member();
        forget(email);
        String token = new Mailbox(email).awaitToken(2);
        jdbc.sql("update account set status = 'suspended' where email = :email")
                .param("email", email)
                .update();
        reset(token, NEW).is(400);
    }

    @Test
    void aHundredRequestsAreFiveMailsAtMost() {
        String email = member();
        for (int time = 0; time < 100; time++) {
            api.post("/auth/password/forgot", json("email", email)).is(202);
        }
        awaitErrands();
        assertThat(new Mailbox(email).all().size()).isBetween(2, 6);
        String newest = Mailbox.token(new Mailbox(email).all().getLast());
        reset(newest, NEW).is(204);
    }

    @Test
    void tokensAreNeverTheSameAndNowhereInTheSchema() {
        Set<String> tokens =
                IntStream.range(0, 10_000)
                        .mapToObj(number -> app.feedtape.auth.secret.OneTimeSecret.make().value())
                        .collect(Collectors.toSet());
        assertThat(tokens).hasSize(10_000);
        String email = member();
        forget(email);
        String token = new Mailbox(email).awaitToken(2);
        awaitErrands();
        for (String table :
                jdbc.sql(
                                "select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'")
                        .query(String.class)
                        .list()) {
            assertThat(
                            jdbc.sql(
                                            "select count(*) from \"%s\" t where t::text like :token"
                                                    .formatted(table))
                                    .param("token", "%" + token + "%")
                                    .query(Long.class)
                                    .single())
                    .as(table)
                    .isZero();
        }
    }

    private List<String> endReasons(String email) {
        return jdbc.sql(
                        "select end_reason from session join account a on a.id = account_id where a.email = :email and ended_at is not null")
                .param("email", email)
                .query(String.class)
                .list();
    }

    private void awaitErrands() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        jdbc.sql(
                                                "select (select count(*) from address_errand) + (select count(*) from mail where state = 'waiting')")
                                        .query(Long.class)
                                        .single()
                                == 0);
    }
}
