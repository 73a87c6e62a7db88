package app.feedtape.web.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeySecretTest {

    @Test
    void whatIsMadeIsReadAgainAndNeverTwiceTheSame() {
        Set<String> made = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            KeySecret secret = KeySecret.make();
            assertThat(KeySecret.parse(secret.value())).contains(secret);
            assertThat(secret.value()).matches("ft_live_[0-9A-Za-z]{49}");
            made.add(secret.value());
        }
        assertThat(made).hasSize(10_000);
    }

    @Test
    void everyTypoOfOneCharacterAndEverySwapIsTold() {
        String right = KeySecret.make().value();
        for (int i = "ft_live_".length(); i < right.length(); i++) {
            for (char other : "0aZ9".toCharArray()) {
                if (other != right.charAt(i)) {
                    String typo = right.substring(0, i) + other + right.substring(i + 1);
                    assertThat(KeySecret.parse(typo)).as("at %d", i).isEmpty();
                }
            }
            if (i + 1 < right.length() && right.charAt(i) != right.charAt(i + 1)) {
                String swapped =
                        right.substring(0, i)
                                + right.charAt(i + 1)
                                + right.charAt(i)
                                + right.substring(i + 2);
                assertThat(KeySecret.parse(swapped)).as("swapped at %d", i).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ft_live_", "ft_test_x", "eyJhbGciOiJFUzI1NiJ9.e30.x"})
    void whatIsNoKeyIsNone(String value) {
        assertThat(KeySecret.parse(value)).isEmpty();
    }

    @Test
    void whatIsAddedOrCutOffIsTold() {
        String right = KeySecret.make().value();
        assertThat(KeySecret.parse(right + "0")).isEmpty();
        assertThat(KeySecret.parse(right + "\n")).isEmpty();
        assertThat(KeySecret.parse(" " + right)).isEmpty();
        assertThat(KeySecret.parse(right.substring(0, right.length() - 1))).isEmpty();
        assertThat(KeySecret.parse(right.toLowerCase(java.util.Locale.ROOT))).isEmpty();
    }

    @Test
    void aSecretIsNotPrinted() {
        KeySecret secret = KeySecret.make();
        assertThat(secret.toString()).doesNotContain(secret.value().substring(8));
        assertThat(secret.prefix()).hasSize(14).isEqualTo(secret.value().substring(0, 14));
    }
}
