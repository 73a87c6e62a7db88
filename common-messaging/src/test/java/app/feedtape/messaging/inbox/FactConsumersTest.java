package app.feedtape.messaging.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

class FactConsumersTest {

    private static boolean endsWithin(BackOff pauses, int tries) {
        BackOffExecution execution = pauses.start();
        for (int n = 0; n < tries; n++) {
            if (execution.nextBackOff() == BackOffExecution.STOP) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aStatementThatAlwaysTakesTooLongDoesNotStopAPartitionForEver() {
        BackOff pauses =
                FactConsumers.backOff(
                        new QueryTimeoutException(
                                "", new SQLException("canceling statement", "57014")));
        assertThat(pauses).isNotNull();
        assertThat(endsWithin(pauses, 100)).isTrue();
    }

    @Test
    void whatPassesIsWaitedForAndWhatDoesNotIsTriedAFewTimes() {
        BackOff pauses = FactConsumers.backOff(new IllegalStateException(new IOException()));
        assertThat(pauses).isNotNull();
        assertThat(endsWithin(pauses, 100)).isFalse();
        assertThat(FactConsumers.backOff(new IllegalStateException())).isNull();
    }
}
