package app.feedtape.gateway.edge;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.problem.Refusal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CleanTargetTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/api/feeds?a=b", "//x", "http://localhost/a", "HTTP://LocalHost/a"})
    void aTargetOfThisPlacePasses(String target) {
        assertThatCode(() -> CleanTarget.check(target, "localhost")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "api/feeds",
                "http://evil.example/a",
                "http://localhost.evil.example/a",
                "http://localhost@evil.example/a",
                "http://localhost:80/a",
                "http://localhost",
                "https://localhost/a",
                "/a#b",
                "\\a"
            })
    void aTargetOfAnotherPlaceDoesNot(String target) {
        assertThatThrownBy(() -> CleanTarget.check(target, "localhost"))
                .isInstanceOf(Refusal.class);
    }
}
