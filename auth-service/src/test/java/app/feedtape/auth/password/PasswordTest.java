package app.feedtape.auth.password;

import app.feedtape.auth.Api;
import app.feedtape.auth.Api.Answer;
import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.AuthTest;
import app.feedtape.auth.Mailbox;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** Somebody with an address and a password, who calls from an address of their own. */
abstract class PasswordTest extends AuthTest {

    static final String PASSWORD = "Quiet-River-41";
    private static final AtomicInteger HOSTS = new AtomicInteger();

    /** A network address nobody has called from yet. */
    static String anotherHost() {
        int number = HOSTS.incrementAndGet();
        return "198.18.%d.%d".formatted(number / 250, number % 250 + 1);
    }

    static String anotherEmail() {
        return "pat-" + UUID.randomUUID() + "@example.com";
    }

    static String json(String... members) {
        var body = JsonMapper.shared().createObjectNode();
        for (int index = 0; index < members.length; index += 2) {
            body.put(members[index], members[index + 1]);
        }
        return body.toString();
    }

    static String[] from(String host, String... more) {
        String[] headers = new String[more.length + 2];
        headers[0] = "X-Forwarded-For";
        headers[1] = host;
        System.arraycopy(more, 0, headers, 2, more.length);
        return headers;
    }

    Answer register(String host, String email, String password) {
        return api.post("/auth/register", json("email", email, "password", password), from(host));
    }

    Answer verify(String token) {
        return api.post("/auth/verify-email", json("token", token));
    }

    Answer login(String host, String email, String password) {
        return api.post("/auth/login", json("email", email, "password", password), from(host));
    }

    /** An account with a password, without a session. */
    String member() {
        String email = anotherEmail();
        register(anotherHost(), email, PASSWORD).is(202);
        verify(new Mailbox(email).awaitToken(1)).is(204);
        return email;
    }

    Pair signIn(String email) {
        return login(anotherHost(), email, PASSWORD).pair();
    }

    void forget(String email) {
        api.post("/auth/password/forgot", json("email", email), from(anotherHost())).is(202);
    }

    Answer reset(String token, String password) {
        return api.post("/auth/password/reset", json("token", token, "password", password));
    }

    static String[] as(Pair pair) {
        return Api.bearer(pair);
    }
}
