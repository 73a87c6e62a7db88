package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.FakeGitHub.Person;
import app.feedtape.auth.account.Accounts;
import app.feedtape.auth.account.Displacement;
import app.feedtape.auth.passkey.SoftwareAuthenticator;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PasskeyTest extends AuthTest {

    private final SoftwareAuthenticator device = new SoftwareAuthenticator();

    @Autowired private Accounts accounts;
    @Autowired private Displacement displacement;
    @Autowired private TransactionTemplate transaction;
    @Autowired private ApplicationContext context;

    @Test
    void aKeyThatWasAddedSignsInAndCountsAsTwoFactors() {
        Person person = somebody();
        Pair pair = signIn(person);
        JsonNode options = registrationOptions(pair);
        assertThat(options.path("rp").path("id").asString()).isEqualTo("localhost");
        assertThat(options.path("user").path("name").asString()).isEqualTo(person.email());
        assertThat(options.path("authenticatorSelection").path("userVerification").asString())
                .isEqualTo("required");
        assertThat(options.path("attestation").asString()).isEqualTo("none");
        JsonNode added = add(pair, device.create(options), "Phone").is(201).json();
        assertThat(added.path("name").asString()).isEqualTo("Phone");
        Pair byKey = signInWith(device).pair();
        assertThat(byKey.claim("sub")).isEqualTo(pair.claim("sub"));
        assertThat(byKey.claims().path("amr").toString()).isEqualTo("[\"pop\",\"user\",\"mfa\"]");
        JsonNode session = api.get("/auth/sessions", Api.bearer(byKey)).json().path("items").get(0);
        assertThat(session.path("proven_by").asString()).isEqualTo("passkey");
        assertThat(session.path("strength").asString()).isEqualTo("two_factors");
        assertThat(session.path("device").asString()).isEqualTo("Ada's phone");
        JsonNode listed = list(byKey).get(0);
        assertThat(listed.path("name").asString()).isEqualTo("Phone");
        assertThat(listed.path("last_used_at").asString()).endsWith("Z");
        assertThat(mails(pair)).containsExactlyInAnyOrder("passkey_added", "new_device");
        Pair refreshed = api.refresh(byKey.refreshToken()).pair();
        assertThat(refreshed.claims().path("amr").toString()).contains("mfa");
    }

    @Test
    void aDeviceThatHoldsAKeyIsToldSoAndOneKeyIsAddedOnce() {
        Pair pair = register();
        JsonNode options = registrationOptions(pair);
        assertThat(options.path("excludeCredentials").size()).isEqualTo(1);
        add(pair, device.create(options), "Again").is(409, "CONFLICT");
        Pair stranger = signIn(somebody());
        add(stranger, device.create(registrationOptions(stranger)), "Mine").is(409, "CONFLICT");
    }

    @Test
    void aChallengeIsAnsweredOnceInTimeAndByWhomItWasMadeFor() {
        Pair pair = signIn(somebody());
        Pair stranger = signIn(somebody());
        JsonNode options = registrationOptions(pair);
        add(stranger, device.create(options), "x").is(400, "VALIDATION_FAILED");
        add(pair, device.create(options), "x").is(400, "VALIDATION_FAILED");
        JsonNode late = registrationOptions(pair);
        clock.advance(Duration.ofMinutes(5));
        add(pair, device.create(late), "x").is(400, "VALIDATION_FAILED");
        add(pair, device.create(signInOptions()), "x").is(400, "VALIDATION_FAILED");
        add(pair, device.create(registrationOptions(pair)), "x").is(201);
        JsonNode once = signInOptions();
        String answer = device.get(once);
        finish(answer).is(200);
        finish(answer).is(401, "INVALID_CREDENTIALS");
        finish(device.get(once)).is(401);
        finish(device.get(registrationOptions(pair))).is(401);
        JsonNode tooLate = signInOptions();
        clock.advance(Duration.ofMinutes(5));
        finish(device.get(tooLate)).is(401);
        ReflectionTestUtils.invokeMethod(context.getBean("passkeyCleaning"), "clean");
        assertThat(
                        jdbc.sql(
                                        "select count(*) from passkey_challenge where expires_at <= app_now()")
                                .query(Long.class)
                                .single())
                .isZero();
    }

    @Test
    void oneAnswerOfManyAtOnceOpensOneSession() throws Exception {
        register();
        String answer = device.get(signInOptions());
        List<Answer> answers = SignInTest.together(8, () -> finish(answer));
        assertThat(answers.stream().filter(one -> one.status() == 200)).hasSize(1);
        assertThat(answers.stream().filter(one -> one.status() == 401)).hasSize(7);
    }

    @Test
    void aCopyThatLagsBehindIsRefused() {
        register();
        device.setCount(41);
        signInWith(device).is(200);
        device.setCount(41);
        signInWith(device).is(401, "INVALID_CREDENTIALS");
        device.setCount(20);
        signInWith(device).is(401, "INVALID_CREDENTIALS");
        device.setCount(50);
        signInWith(device).is(200);
    }

    @Test
    void aDeviceThatDoesNotCountSignsInAsOftenAsItLikes() {
        device.counts = false;
        Pair pair = register();
        signInWith(device).is(200);
        signInWith(device).is(200);
        assertThat(list(pair).get(0).path("backed_up").asBoolean()).isTrue();
    }

    @Test
    void anotherPageAnotherDomainOrNobodyBeforeTheDeviceOpensNothing() {
        register();
        device.origin = "https://feedtape.evil.example";
        signInWith(device).is(401, "INVALID_CREDENTIALS");
        device.origin = "http://localhost:8080";
        device.rpId = "evil.example";
        signInWith(device).is(401);
        device.rpId = "localhost";
        device.verifiesUser = false;
        signInWith(device).is(401);
        device.verifiesUser = true;
        signInWith(device).is(200);
        device.verifiesUser = false;
        Pair pair = signIn(somebody());
        SoftwareAuthenticator other = new SoftwareAuthenticator();
        other.verifiesUser = false;
        add(pair, other.create(registrationOptions(pair)), "x").is(400);
        other.verifiesUser = true;
        other.origin = "https://feedtape.evil.example";
        add(pair, other.create(registrationOptions(pair)), "x").is(400);
    }

    @Test
    void aKeyThatIsUnknownForgedOrNamesAnotherAccountOpensNothing() {
        Pair pair = register();
        signInWith(new SoftwareAuthenticator()).is(401, "INVALID_CREDENTIALS");
        String answer = device.get(signInOptions());
        JsonNode forged = JsonMapper.shared().readTree(answer);
        ((tools.jackson.databind.node.ObjectNode) forged.path("response"))
                .put("signature", "MEUCIQDx");
        finish(forged.toString()).is(401);
        UUID stranger = UUID.fromString(signIn(somebody()).claim("sub"));
        device.answerAs(handle(stranger));
        signInWith(device).is(401);
        device.answerAs(new byte[0]);
        signInWith(device).is(401);
        device.answerAs(handle(UUID.fromString(pair.claim("sub"))));
        signInWith(device).is(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"id\":\"AA\"}",
                "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"response\":{}}",
                "{\"id\":1,\"rawId\":[],\"type\":{},\"response\":\"x\"}",
                "{\"id\":\"AA\",\"rawId\":\"AA\",\"type\":\"public-key\",\"clientExtensionResults\":{},"
                        + "\"response\":{\"clientDataJSON\":\"e30\",\"attestationObject\":\"oA\","
                        + "\"authenticatorData\":\"AA\",\"signature\":\"AA\"}}"
            })
    void whatIsNoAnswerOfADeviceIsRefusedQuietly(String credential) {
        Pair pair = signIn(somebody());
        add(pair, credential, "x").is(400, "VALIDATION_FAILED");
        finish(credential).is(401, "INVALID_CREDENTIALS");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"credential\":null}",
                "{\"credential\":\"text\"}",
                "{\"credential\":[]}",
                "[]",
                ""
            })
    void withoutAnAnswerThereIs400(String body) {
        Pair pair = signIn(somebody());
        api.post("/auth/passkeys", body, Api.bearer(pair)).is(400);
        api.post("/auth/login/passkey", body).is(400);
    }

    @Test
    void keysAreRenamedAndRemovedByTheirOwnerOnly() {
        Pair pair = register();
        Pair stranger = signIn(somebody());
        String path = "/auth/passkeys/" + list(pair).get(0).path("id").asString();
        api.patch(path, "{\"name\":\"Mine\"}", Api.bearer(stranger)).is(404, "NOT_FOUND");
        api.delete(path, Api.bearer(stranger)).is(404, "NOT_FOUND");
        assertThat(list(stranger).size()).isZero();
        for (String bad : List.of("\"\"", "\" \"", "null", "\"" + "x".repeat(101) + "\"")) {
            api.patch(path, "{\"name\":" + bad + "}", Api.bearer(pair)).is(400);
        }
        api.patch(path, "{\"name\":\" Tablet\\u0007 \"}", Api.bearer(pair)).is(204);
        assertThat(list(pair).get(0).path("name").asString()).isEqualTo("Tablet");
        api.delete(path, Api.bearer(pair)).is(204);
        api.delete(path, Api.bearer(pair)).is(404);
        signInWith(device).is(401, "INVALID_CREDENTIALS");
        assertThat(mails(pair)).containsExactly("passkey_added", "passkey_removed");
    }

    @Test
    void theOnlyWayInStays() {
        Pair pair = register();
        jdbc.sql("delete from identity where account_id = :id").param("id", account(pair)).update();
        String path = "/auth/passkeys/" + list(pair).get(0).path("id").asString();
        api.delete(path, Api.bearer(pair)).is(409, "CONFLICT");
        signInWith(device).is(200);
        SoftwareAuthenticator second = new SoftwareAuthenticator();
        add(pair, second.create(registrationOptions(pair)), "Second").is(201);
        api.delete(path, Api.bearer(pair)).is(204);
        signInWith(second).is(200);
    }

    @Test
    void anOldSessionAddsAndRemovesNothing() {
        Pair pair = register();
        String path = "/auth/passkeys/" + list(pair).get(0).path("id").asString();
        clock.advance(Duration.ofMinutes(16));
        api.post("/auth/passkeys/options", "", Api.bearer(pair)).is(403, "RECENT_SIGN_IN_REQUIRED");
        add(pair, new SoftwareAuthenticator().create(signInOptions()), "x")
                .is(403, "RECENT_SIGN_IN_REQUIRED");
        api.delete(path, Api.bearer(pair)).is(403, "RECENT_SIGN_IN_REQUIRED");
        Pair strong = signInWith(device).pair();
        api.post("/auth/passkeys/options", "", Api.bearer(strong)).is(200);
        api.get("/auth/passkeys").is(401);
        api.post("/auth/passkeys/options", "").is(401);
    }

    @Test
    void whoeverIsShutOutIsToldSo() {
        Pair pair = register();
        jdbc.sql("update account set status = 'suspended' where id = :id")
                .param("id", account(pair))
                .update();
        signInWith(device).is(403, "ACCOUNT_SUSPENDED");
    }

    @Test
    void theOwnerOfAnAddressDisplacesAStrangersKeys() {
        Pair pair = register();
        transaction.executeWithoutResult(status -> {
            accounts.lock(account(pair));
            displacement.displace(account(pair));
        });
        signInWith(device).is(401, "INVALID_CREDENTIALS");
        api.me(pair).is(401);
    }

    private Pair register() {
        Pair pair = signIn(somebody());
        add(pair, device.create(registrationOptions(pair)), "Phone").is(201);
        return pair;
    }

    private JsonNode registrationOptions(Pair pair) {
        return api.post("/auth/passkeys/options", "", Api.bearer(pair)).is(200).json();
    }

    private Answer add(Pair pair, String credential, String name) {
        return api.post(
                "/auth/passkeys",
                "{\"name\":\"%s\",\"credential\":%s}".formatted(name, credential),
                Api.bearer(pair));
    }

    private JsonNode signInOptions() {
        return api.post("/auth/login/passkey/options", "").is(200).json();
    }

    private Answer signInWith(SoftwareAuthenticator authenticator) {
        return finish(authenticator.get(signInOptions()));
    }

    private Answer finish(String credential) {
        return api.post(
                "/auth/login/passkey",
                "{\"device_name\":\"Ada's phone\",\"credential\":" + credential + "}");
    }

    private JsonNode list(Pair pair) {
        return api.get("/auth/passkeys", Api.bearer(pair)).is(200).json().path("items");
    }

    private static UUID account(Pair pair) {
        return UUID.fromString(pair.claim("sub"));
    }

    private static byte[] handle(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    private List<String> mails(Pair pair) {
        return jdbc.sql("select template from mail where account_id = :id order by created_at")
                .param("id", account(pair))
                .query(String.class)
                .list();
    }
}
