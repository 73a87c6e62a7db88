package app.feedtape.gateway.edge;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.problem.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/feeds",
                "/api/feeds/0193-a_b~c.d",
                "/.well-known/jwks.json",
                "/api/feeds/%C3%A9t%C3%A9",
                "/api/feeds/a%20b",
                "/api/feeds/a%2Bb%40c",
                "/a/...x",
                "/a:b@c,d"
            })
    void anOrdinaryPathPasses(String path) {
        assertThatCode(() -> CleanPath.check(path)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api",
                "/api/../internal",
                "/api/./me",
                "/api/%2e%2e/internal",
                "/api/%2E./internal",
                "/api/.%2e/internal",
                "/api/feeds%2f..%2finternal",
                "/api/feeds%5c..",
                "/api\\me",
                "/api/me;x=y",
                "/api/me%3bx=y",
                "/api/me%00",
                "/api/me%0d%0aX-User-Role:%20admin",
                "/api/%252e%252e/internal",
                "/api/me%",
                "/api/me%2",
                "/api/me%zz",
                "/api/m%7fe",
                "/auth/refres%68",
                "/auth/%52efresh",
                "/api/feeds/%30",
                "/api/feeds/a%2Db",
                "/api/feeds/a%5fb",
                "/api/feeds/a%7Eb",
                "/api//me",
                "/api/me/",
                "//api/me",
                "/api/m|e",
                "/api/{me}"
            })
    void aPathThatTwoServersCouldReadDifferentlyIsRefused(String path) {
        assertThatThrownBy(() -> CleanPath.check(path)).isInstanceOf(Refusal.class);
    }
}
