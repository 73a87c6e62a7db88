package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Each way to the database before the provider is asked is a part of the silence before the first
 * sound (benchmarks/README.md). One more has to be meant.
 */
class DatabaseWaysTest extends SpeechServiceTest {

    /** Where a listening's own ways are gone; everything else is a job's or a test's. */
    private static final List<String> OWN =
            List.of("beside", "tomcat-handler", "speech", "segment", "turns");

    /** Side by side, so that either may be the first. */
    private static final List<String> FIRST = List.of("into open_stream", "from listener where");

    private static final String COMMIT = "commit";

    @Test
    void aNewTextGoesToTheDatabaseNineTimesBeforeItIsSpokenAndFiveTimesBeforeItIsHeard() {
        pro();
        // The plan is known, and nothing is done for the first time.
        synthesize(prose());
        List<String> ways =
                during(() -> assertThat(synthesize(prose()).statusCode()).isEqualTo(200));

        int called =
                ways.indexOf(
                        ways.stream()
                                .filter(way -> way.contains("insert into provider_call"))
                                .findFirst()
                                .orElseThrow());
        assertThat(ways.subList(0, called + 1)).hasSize(9).containsOnlyOnce(COMMIT);
        List<String> spoken = ways.subList(called + 1, ways.size());
        assertThat(spoken.subList(0, spoken.indexOf(COMMIT) + 1)).hasSize(5);
    }

    private static String prose() {
        return "A sentence about %s that nobody has ever said before.".formatted(word());
    }

    /** The statements and commits of a listening, in order. */
    private static List<String> during(Runnable work) {
        Ways ways = new Ways();
        List<Logger> loggers =
                Stream.of(JdbcTemplate.class, JdbcTransactionManager.class)
                        .map(type -> (Logger) LoggerFactory.getLogger(type))
                        .toList();
        ways.start();
        for (Logger logger : loggers) {
            logger.setLevel(Level.DEBUG);
            logger.setAdditive(false);
            logger.addAppender(ways);
        }
        try {
            work.run();
            // Before it comes what the text before it left to be done.
            return ways.all.stream()
                    .dropWhile(way -> FIRST.stream().noneMatch(way::contains))
                    .toList();
        } finally {
            for (Logger logger : loggers) {
                logger.detachAppender(ways);
                logger.setAdditive(true);
                logger.setLevel(null);
            }
        }
    }

    private static final class Ways extends AppenderBase<ILoggingEvent> {

        private final List<String> all = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (OWN.stream().anyMatch(event.getThreadName()::startsWith)) {
                String said = event.getFormattedMessage();
                if (said.startsWith("Executing prepared SQL statement")) {
                    all.add(said);
                } else if (said.startsWith("Initiating transaction commit")) {
                    all.add(COMMIT);
                }
            }
        }
    }
}
