package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.PrivacyFact.ErasureRequested;
import app.feedtape.events.PrivacyFact.TrialClaimed;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.test.EveryRow;
import app.feedtape.test.KafkaProbe;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is true the moment an account is deleted. */
class DeletionTest extends LifeTest {

    @Test
    void nothingOpensADeletedAccountAndItsOwnerBeginsAnewUnderAnotherId() {
        Person person = somebody();
        Pair phone = signIn(person);
        Pair tablet = signIn(person);
        UUID account = account(phone);
        try (KafkaProbe probe = KafkaProbe.fromNow("account", "session", "privacy")) {
            UUID task = deleted(phone);
            for (Pair pair : List.of(phone, tablet)) {
                api.me(pair).is(401, "UNAUTHENTICATED");
                api.refresh(pair.refreshToken()).is(401, "INVALID_REFRESH_TOKEN");
                delete(pair).is(401, "UNAUTHENTICATED");
                SessionEnded ended =
                        probe.await(
                                SessionEnded.class,
                                fact -> fact.sessionId().toString().equals(pair.claim("sid")));
                assertThat(ended.reason()).isEqualTo("account_deleted");
            }
            ErasureRequested asked =
                    probe.await(ErasureRequested.class, fact -> fact.taskId().equals(task));
            assertThat(Duration.between(asked.requestedAt(), asked.dueAt()))
                    .isEqualTo(Duration.ofDays(30));
            AccountChanged last =
                    probe.await(
                            AccountChanged.class,
                            fact ->
                                    fact.accountId().equals(account)
                                            && fact.status().equals("deleted"));
            assertThat(last.email()).isNull();
            assertThat(last.name()).isNull();
        }
        Pair again = signIn(person);
        assertThat(account(again)).isNotEqualTo(account);
        assertThat(api.me(again).is(200).json().path("email").asString()).isEqualTo(person.email());
    }

    @Test
    void nothingInTheDatabaseSaysWhoItWas() {
        Person person = somebody();
        Pair pair = signIn(person);
        deleted(pair);
        Map<String, Object> row =
                jdbc.sql("select email, email_canonical, name, status from account where id = ?")
                        .param(account(pair))
                        .query()
                        .singleRow();
        assertThat(row.get("status")).isEqualTo("deleted");
        assertThat(row.get("email")).isNull();
        assertThat(row.get("email_canonical")).isNull();
        assertThat(row.get("name")).isNull();
        assertThat(EveryRow.mentioning(jdbc, person.email())).isEmpty();
        assertThat(EveryRow.mentioning(jdbc, person.name())).isEmpty();
    }

    @Test
    void theTrialIsKnownByTheSameHashesWhoeverTheAccountIs() {
        Person person = somebody();
        try (KafkaProbe probe = KafkaProbe.fromNow("privacy")) {
            Pair first = signIn(person);
            deleted(first);
            Pair second = signIn(person);
            probe.await(ErasureRequested.class, fact -> fact.accountId().equals(account(first)));
            Awaitility.await()
                    .untilAsserted(() -> {
                        List<TrialClaimed> claims = probe.heard(TrialClaimed.class);
                        assertThat(claims(claims, first)).hasSize(2);
                        assertThat(claims(claims, second)).isEqualTo(claims(claims, first));
                        assertThat(claims(claims, first).toString())
                                .doesNotContain("example.com", Long.toString(person.id()));
                    });
        }
    }

    private static Set<String> claims(List<TrialClaimed> all, Pair pair) {
        return all.stream()
                .filter(claim -> claim.accountId().equals(account(pair)))
                .map(TrialClaimed::claim)
                .collect(Collectors.toSet());
    }

    @Test
    void theLastMailStillReachesTheAddressThatTheAccountNoLongerHas() {
        Person person = somebody();
        deleted(signIn(person));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(mailsTo(person))
                                .anyMatch(mail -> subject(mail).contains("deleted")));
    }

    @Test
    void ofManyWhoDeleteAtOnceNoneFailsAndThereIsOneJob() throws Exception {
        Pair pair = signIn(somebody());
        Callable<Answer> deletion = () -> delete(pair);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers =
                    threads.invokeAll(Stream.generate(() -> deletion).limit(12).toList());
            Set<String> jobs = new java.util.HashSet<>();
            for (Future<Answer> answer : answers) {
                // 403: the session was over between the two looks at it.
                assertThat(answer.get().status()).isIn(202, 401, 403);
                if (answer.get().status() == 202) {
                    jobs.add(answer.get().json().at("/job/id").asString());
                }
            }
            assertThat(jobs).hasSize(1);
        }
        assertThat(
                        jdbc.sql("select count(*) from privacy_task where account_id = ?")
                                .param(account(pair))
                                .query(Long.class)
                                .single())
                .isEqualTo(1);
    }

    @Test
    void anOperatorDeletesOnceAndNobodyElseMay() {
        Person person = somebody();
        Pair pair = signIn(person);
        String path = "/internal/accounts/" + account(pair);
        api.delete(path, service("tts-service")).is(403, "FORBIDDEN");
        api.delete(path, Api.bearer(pair)).is(401);
        api.delete(path, service("operator")).is(204);
        api.delete(path, service("operator")).is(404, "NOT_FOUND");
        api.delete("/internal/accounts/" + UUID.randomUUID(), service("operator")).is(404);
        api.me(pair).is(401);
    }

    @Test
    void aBodyThatIsNoneIsRefusedAndChangesNothing() {
        Pair pair = signIn(somebody());
        api.delete("/api/me").is(401, "UNAUTHENTICATED");
        api.deleteWith("/api/me", "[", Api.bearer(pair)).is(400);
        api.deleteWith("/api/me", "{\"password\":7}", Api.bearer(pair)).is(400);
        api.me(pair).is(200);
        api.deleteWith("/api/me", "{}", Api.bearer(pair)).is(202);
    }
}
