package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.events.AccountFact.AccountChanged;
import app.feedtape.test.KafkaProbe;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Accounts that began with an address nobody had proven, and whose provider proves it later. */
class LateProofTest extends AuthTest {

    @Test
    void anAddressThatItsProviderProvesLaterIsProvenAndTold() {
        Person person = somebody();
        Pair before = signIn(unverified(person));
        try (KafkaProbe probe = KafkaProbe.fromNow("account")) {
            Pair after = signIn(person);
            assertThat(after.claim("sub")).isEqualTo(before.claim("sub"));
            AccountChanged told =
                    probe.await(
                            AccountChanged.class,
                            fact -> fact.accountId().toString().equals(before.claim("sub")));
            assertThat(told.emailVerified()).isTrue();
            assertThat(told.version()).isEqualTo(2);
        }
        Person twin = new Person(person.id() + 500_000, "Twin", person.email(), true);
        assertThat(signIn(twin).claim("sub")).isEqualTo(before.claim("sub"));
    }

    @Test
    void anAddressThatSomebodyElseHasProvenFirstStaysTheirs() {
        Person person = somebody();
        Pair before = signIn(unverified(person));
        Person owner = new Person(person.id() + 600_000, "Owner", person.email(), true);
        Pair owners = signIn(owner);
        Pair after = signIn(person);
        assertThat(after.claim("sub")).isEqualTo(before.claim("sub"));
        assertThat(isVerified(after)).isFalse();
        assertThat(isVerified(owners)).isTrue();
    }

    @Test
    void anotherAddressThanTheAccountsProvesNothing() {
        Person person = somebody();
        signIn(unverified(person));
        Person moved = new Person(person.id(), person.name(), "new-" + person.email(), true);
        assertThat(isVerified(signIn(moved))).isFalse();
    }

    @Test
    void ofTwoWhoProveOneAddressAtOnceOneOwnsItAndBothAreIn() throws Exception {
        Person one = somebody();
        Person other = new Person(one.id() + 700_000, "Other", one.email(), true);
        signIn(unverified(one));
        signIn(unverified(other));
        List<Person> both = List.of(one, other, one, other, one, other);
        var turn = new java.util.concurrent.atomic.AtomicInteger();
        List<Pair> pairs =
                SignInTest.together(
                        both.size(),
                        () -> api.signInOnThePhone(GITHUB, both.get(turn.getAndIncrement())));
        assertThat(pairs.stream().map(pair -> pair.claim("sub")).distinct()).hasSize(2);
        assertThat(
                        pairs.stream()
                                .filter(this::isVerified)
                                .map(pair -> pair.claim("sub"))
                                .distinct())
                .hasSize(1);
    }

    private boolean isVerified(Pair pair) {
        return api.me(pair).is(200).json().path("email_verified").asBoolean();
    }

    private static Person unverified(Person person) {
        return new Person(person.id(), person.name(), person.email(), false);
    }
}
