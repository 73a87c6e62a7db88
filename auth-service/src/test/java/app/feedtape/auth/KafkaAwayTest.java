package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.events.SessionFact.SessionEnded;
import app.feedtape.test.KafkaProbe;
import app.feedtape.test.TestInfrastructure;
import org.junit.jupiter.api.Test;

class KafkaAwayTest extends AuthTest {

    @Test
    void peopleComeAndGoWithoutABrokerAndTheOthersHearOfItAfterwards() {
        Person person = somebody();
        Pair pair;
        TestInfrastructure.kafka().takeAway();
        try {
            pair = signIn(person);
            pair = api.refresh(pair.refreshToken()).pair();
            api.patch("/api/me", "{\"settings\":{\"speed\":2}}", Api.bearer(pair)).is(204);
            api.logout(pair.refreshToken()).is(204);
        } finally {
            TestInfrastructure.kafka().bringBack();
        }
        String account = pair.claim("sub");
        try (KafkaProbe probe = KafkaProbe.fromBeginning("account", "session")) {
            AccountChanged last =
                    probe.await(
                            AccountChanged.class,
                            fact ->
                                    fact.accountId().toString().equals(account)
                                            && fact.version() == 2);
            assertThat(last.settings().speed()).isEqualByComparingTo("2");
            probe.await(SessionEnded.class, fact -> fact.accountId().toString().equals(account));
        }
    }
}
