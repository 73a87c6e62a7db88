package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordHashingTest {

    private static PasswordHashing hashing(int parallel, Duration patience) {
        return new PasswordHashing(
                new PasswordSettings(8_192, 1, 1, parallel, patience), new SimpleMeterRegistry());
    }

    @Test
    void moreAtOnceThanTheMemoryBearsAreToldToComeBack() throws Exception {
        PasswordHashing hashing = hashing(1, Duration.ZERO);
        Password password = new Password("Quiet-River-41");
        List<String> ends =
                RegistrationTest.together(
                        100,
                        () -> {
                            try {
                                return hashing.hash(password).substring(0, 9);
                            } catch (Refusal busy) {
                                assertThat(busy.headers()).containsKey("Retry-After");
                                return busy.code().name();
                            }
                        });
        assertThat(ends).contains("$argon2id", ErrorCode.UPSTREAM_UNAVAILABLE.name());
        assertThat(hashing.matches(password, hashing.hash(password))).isTrue();
    }

    @Test
    void nobodysHashIsNeverMatched() {
        PasswordHashing hashing = hashing(1, Duration.ofSeconds(1));
        assertThat(hashing.matches(new Password("Quiet-River-41"), null)).isFalse();
    }

    @Test
    void aHashOfTheSameCostsIsNotMadeAnew() {
        PasswordHashing hashing = hashing(1, Duration.ofSeconds(1));
        assertThat(hashing.isOutdated(hashing.hash(new Password("Quiet-River-41")))).isFalse();
        assertThat(hashing.isOutdated("$argon2id$v=19$m=8192,t=2,p=1$x$y")).isTrue();
        assertThat(hashing.isOutdated("$2a$10$abcdefghijklmnopqrstuv")).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1024, 2, 1, 4", "19456, 0, 1, 4", "19456, 2, 0, 4", "19456, 2, 1, 0"})
    void costsThatProtectNobodyKeepTheServiceFromStarting(
            int memoryKib, int iterations, int lanes, int parallel) {
        assertThatThrownBy(() ->
                        new PasswordSettings(
                                memoryKib, iterations, lanes, parallel, Duration.ofMillis(500)))
                .hasMessageContaining("FEEDTAPE_PASSWORD_");
    }
}
