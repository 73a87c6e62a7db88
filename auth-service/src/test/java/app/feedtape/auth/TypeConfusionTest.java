package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Answer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypeConfusionTest extends AuthTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"code\":{\"$ne\":\"\"},\"code_verifier\":\"x\"}",
                "{\"code\":[\"a\"],\"code_verifier\":1}",
                "{\"code\":true}",
                "{\"code\":\"a\",\"code\":\"b\"}",
                "{\"audience\":{\"$ne\":\"\"}}",
                "[[[[[[]]]]]]",
                "{\"code\":\"\u0000\"}",
                "null",
                "{}x"
            })
    void noBodyOfTheWrongShapeIsMoreThanA400(String body) {
        api.post("/auth/token", body).is(400);
        api.post("/auth/refresh", body).is(400);
    }

    @ParameterizedTest
    @ValueSource(ints = {100_000, 3_000_000})
    void aHugeBodyIsRefusedAndNotRemembered(int size) {
        Answer answer =
                api.post("/auth/refresh", "{\"refresh_token\":\"" + "x".repeat(size) + "\"}");
        assertThat(answer.status()).isIn(400, 413);
        assertThat(answer.body()).hasSizeLessThan(2000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/auth/oauth/%2e%2e",
                "/auth/oauth/GITHUB",
                "/auth/oauth/github%00",
                "/auth/oauth/' or 1=1"
            })
    void aProviderThatIsNoneIsNotFound(String path) {
        assertThat(api.get(path.replace(" ", "%20").replace("'", "%27")).status()).isIn(400, 404);
    }
}
