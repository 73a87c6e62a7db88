package app.feedtape.tts.synthesis;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.tts.voices.VoiceEngine;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EngineBudgetTest {

    @ParameterizedTest
    @CsvSource({"NEURAL, 1, 8", "NEURAL, 2, 8", "NEURAL, 6, 8", "STANDARD, 3, 90"})
    void allInstancesTogetherTakeNoMoreAtOnceThanTheProviderAllows(
            VoiceEngine engine, int replicas, int allowed) {
        long taken =
                IntStream.range(0, replicas)
                        .mapToObj(i -> EngineBudget.of(engine, replicas))
                        .mapToLong(EngineBudgetTest::takenWithoutWaiting)
                        .sum();
        assertThat(taken).isBetween(1L, (long) allowed);
    }

    private static long takenWithoutWaiting(EngineBudget budget) {
        return IntStream.range(0, 200).takeWhile(i -> enters(budget)).count();
    }

    private static boolean enters(EngineBudget budget) {
        try {
            budget.enter(Duration.ZERO);
            return true;
        } catch (SpeechFailure full) {
            return false;
        }
    }
}
