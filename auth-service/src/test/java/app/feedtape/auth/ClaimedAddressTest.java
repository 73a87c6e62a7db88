package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.account.Account;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.Displacement;
import app.feedtape.auth.account.EmailAddress;
import app.feedtape.auth.account.UnprovenClaims;
import app.feedtape.auth.account.WaysIn;
import app.feedtape.auth.refresh.TokenPair;
import app.feedtape.auth.refresh.TokenPairs;
import app.feedtape.auth.session.Device;
import app.feedtape.auth.session.Proof;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionTemplate;

/** Somebody makes an account with an address that is not theirs, before its owner comes. */
class ClaimedAddressTest extends AuthTest {

    @Autowired private Accounts accounts;
    @Autowired private TokenPairs pairs;
    @Autowired private Displacement displacement;
    @Autowired private TransactionTemplate transaction;
    @Autowired private Secrets secrets;

    /** Another kind of way in, as a password is. */
    static final class Secrets implements WaysIn, UnprovenClaims {
        private final Set<UUID> accounts = ConcurrentHashMap.newKeySet();

        @Override
        public int count(UUID accountId) {
            return accounts.contains(accountId) ? 1 : 0;
        }

        @Override
        public void drop(UUID accountId) {
            accounts.remove(accountId);
        }
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class AnotherWayIn {
        @Bean
        Secrets secrets() {
            return new Secrets();
        }
    }

    private record Stranger(UUID account, Pair pair) {}

    @Test
    void theOwnerGetsTheAccountAndNothingOfTheStrangerIsLeft() {
        Person owner = somebody();
        Stranger stranger = claim(owner.email());
        addIdentity(stranger.account());
        Pair owners = signIn(owner);
        assertThat(owners.claim("sub")).isEqualTo(stranger.account().toString());
        assertThat(secrets.count(stranger.account())).isZero();
        api.me(stranger.pair()).is(401);
        api.refresh(stranger.pair().refreshToken()).is(401);
        var items = api.get("/auth/identities", Api.bearer(owners)).is(200).json().path("items");
        assertThat(items).hasSize(1);
        assertThat(items.get(0).path("provider").asString()).isEqualTo("github");
        var me = api.me(owners).is(200).json();
        assertThat(me.path("email_verified").asBoolean()).isTrue();
        assertThat(me.path("settings").path("voice").asString()).isEqualTo("Lucia");
        assertThat(name(stranger.account())).isEqualTo(owner.name());
        assertThat(reasons(stranger.account())).containsOnly("displaced");
        assertThat(
                        jdbc.sql("select action from audit_entry where subject_id = :id")
                                .param("id", stranger.account())
                                .query(String.class)
                                .list())
                .containsExactly("claims_displaced");
    }

    @Test
    void aRegistrationThatWaitsForItsMailIsWorthNothingOnceTheOwnerCame() {
        Person owner = somebody();
        String credentials =
                "{\"email\":\"%s\",\"password\":\"Strangers-Pass-77-word\"}"
                        .formatted(owner.email());
        api.post("/auth/register", credentials).is(202);
        api.post("/auth/login", credentials).is(403, "EMAIL_NOT_VERIFIED");
        Pair owners = signIn(owner);
        api.post("/auth/login", credentials).is(401, "INVALID_CREDENTIALS");
        var items = api.get("/auth/identities", Api.bearer(owners)).is(200).json().path("items");
        assertThat(items).hasSize(1);
    }

    @Test
    void everyProviderProvesAnAddressToo() {
        for (FakeOpenId provider : List.of(GOOGLE, APPLE)) {
            Person owner = somebody();
            Stranger stranger = claim(owner.email());
            String away =
                    api.get("/auth/oauth/" + provider.name() + "?mobile=true").header("Location");
            var link = Api.deepLink(api.comeBack(provider, provider.agree(away, owner)).is(302));
            Pair owners = new Pair(link.get("token"), link.get("refresh_token"), 3600);
            assertThat(owners.claim("sub")).isEqualTo(stranger.account().toString());
            assertThat(secrets.count(stranger.account())).isZero();
        }
    }

    @Test
    void ofSeveralStrangersNoneKeepsAWayIn() {
        Person owner = somebody();
        List<Stranger> strangers = List.of(claim(owner.email()), claim(owner.email()));
        Pair owners = signIn(owner);
        assertThat(owners.claim("sub")).isEqualTo(strangers.getFirst().account().toString());
        for (Stranger stranger : strangers) {
            assertThat(secrets.count(stranger.account())).isZero();
            api.me(stranger.pair()).is(401);
        }
        assertThat(signIn(owner).claim("sub")).isEqualTo(owners.claim("sub"));
    }

    @Test
    void theOwnerWhoComesTwiceAtOnceHasOneAccount() throws Exception {
        Person owner = somebody();
        claim(owner.email());
        List<Pair> both = SignInTest.together(6, () -> signIn(owner));
        assertThat(both.stream().map(pair -> pair.claim("sub")).distinct()).hasSize(1);
        for (Pair pair : both) {
            api.me(pair).is(200);
        }
    }

    @Test
    void anUnprovenProviderProvesNothing() {
        Person owner = somebody();
        Stranger stranger = claim(owner.email());
        Pair other = signIn(new Person(owner.id(), owner.name(), owner.email(), false));
        assertThat(other.claim("sub")).isNotEqualTo(stranger.account().toString());
        assertThat(secrets.count(stranger.account())).isOne();
        api.me(stranger.pair()).is(200);
    }

    @Test
    void anotherSpellingIsAnotherClaim() {
        Person owner = somebody();
        Stranger stranger = claim(owner.email().replace("@", "+news@"));
        Pair owners = signIn(owner);
        assertThat(owners.claim("sub")).isNotEqualTo(stranger.account().toString());
        api.me(stranger.pair()).is(200);
    }

    @Test
    void anAccountThatItsProviderOpensIsNotTakenFromItsPerson() {
        Person owner = somebody();
        Person other = new Person(somebody().id(), "Else", owner.email(), false);
        Pair others = signIn(other);
        assertThat(signIn(owner).claim("sub")).isNotEqualTo(others.claim("sub"));
        api.me(others).is(200);
    }

    /** The victim confirms by mail: what the attacker linked before is a way back in. */
    @Test
    void aProofByMailTakesLinkedProvidersAwayToo() {
        Stranger stranger = claim(somebody().email());
        addIdentity(stranger.account());
        transaction.executeWithoutResult(status -> {
            accounts.lock(stranger.account());
            displacement.displace(stranger.account());
        });
        assertThat(
                        jdbc.sql("select count(*) from identity where account_id = :id")
                                .param("id", stranger.account())
                                .query(Integer.class)
                                .single())
                .isZero();
        api.me(stranger.pair()).is(401);
    }

    private Stranger claim(String email) {
        TokenPairs.Opened opened =
                transaction.execute(status -> {
                    Account account =
                            accounts.add(EmailAddress.parse(email).orElseThrow(), false, "Mallory");
                    secrets.accounts.add(account.id());
                    return pairs.open(account, Proof.of("password"), new Device("::1", "x", null));
                });
        jdbc.sql("update account set voice = 'Mallory' where id = :id")
                .param("id", opened.account().id())
                .update();
        TokenPair pair = pairs.issue(opened);
        return new Stranger(
                opened.account().id(), new Pair(pair.token(), pair.refreshToken(), 3600));
    }

    private void addIdentity(UUID account) {
        jdbc.sql(
                        """
                        insert into identity (id, account_id, provider, subject, email_verified)
                        values (gen_random_uuid(), :account, 'google', gen_random_uuid()::text, true)
                        """)
                .param("account", account)
                .update();
    }

    private String name(UUID account) {
        return jdbc.sql("select name from account where id = :id")
                .param("id", account)
                .query(String.class)
                .single();
    }

    private List<String> reasons(UUID account) {
        return jdbc.sql(
                        "select end_reason from session where account_id = :id and ended_at is not null")
                .param("id", account)
                .query(String.class)
                .list();
    }
}
