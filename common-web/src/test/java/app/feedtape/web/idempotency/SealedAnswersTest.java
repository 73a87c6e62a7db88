package app.feedtape.web.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SealedAnswersTest {

    private final SealedAnswers answers = new SealedAnswers(new byte[32]);

    @Test
    void onlyWhoBringsTheSameKeyForTheSamePurposeReadsIt() {
        String sealed = answers.seal("mine", "a POST /api/keys", "{\"secret\":\"ft_live_x\"}");
        assertThat(new String(Base64.getDecoder().decode(sealed), StandardCharsets.ISO_8859_1))
                .doesNotContain("ft_live");
        assertThat(answers.open("mine", "a POST /api/keys", sealed))
                .isEqualTo("{\"secret\":\"ft_live_x\"}");
        assertThatThrownBy(() -> answers.open("other", "a POST /api/keys", sealed))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> answers.open("mine", "b POST /api/keys", sealed))
                .isInstanceOf(IllegalStateException.class);
        byte[] otherHouse = new byte[32];
        otherHouse[0] = 1;
        assertThatThrownBy(() ->
                        new SealedAnswers(otherHouse).open("mine", "a POST /api/keys", sealed))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theSameAnswerIsNeverSealedToTheSameText() {
        assertThat(answers.seal("k", "c", "x")).isNotEqualTo(answers.seal("k", "c", "x"));
    }
}
