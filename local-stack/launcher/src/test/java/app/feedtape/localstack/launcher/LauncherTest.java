package app.feedtape.localstack.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Read before anything is done. */
class LauncherTest {

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "reset", "demo", "seed", "admin", "clock"})
    void whoeverAsksForHelpIsToldAndNothingIsDone(String command) {
        assertThat(Launcher.run(List.of(command, "--help"))).isZero();
        assertThat(Launcher.run(List.of(command, "-h"))).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"up", "down", "reset", "demo", "seed", "status"})
    void aWordThatACommandDoesNotKnowIsRefusedAndNothingIsDone(String command) {
        assertThat(Launcher.run(List.of(command, "--harder"))).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dwon", "", "UP"})
    void anUnknownCommandIsAWrongCall(String command) {
        assertThat(Launcher.run(List.of(command))).isEqualTo(2);
    }
}
