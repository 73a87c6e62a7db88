package app.feedtape.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How often one text goes to the database: each statement and each end of a transaction is a way
 * there and back. What the jobs of the service send by themselves is left out.
 */
final class Statements {

    private static final Pattern EXECUTED =
            Pattern.compile("^\\S+ (\\S+) .*tts_app LOG: .* execute [^:]+: (.*)$");
    private static final Duration JOBS = Duration.ofSeconds(12);

    private final SpeechStage stage;
    private final Spoken listener;

    private Statements(SpeechStage stage, Spoken listener) {
        this.stage = stage;
        this.listener = listener;
    }

    static void measure(SpeechStage stage, SpeechInstance instance, Prose prose, Report report)
            throws IOException, SQLException, InterruptedException {
        Statements statements = new Statements(stage, Spoken.by(stage, instance));
        stage.database("alter system set log_line_prefix = '%m [%p] %u '");
        stage.database("alter system set log_min_duration_statement = 0");
        stage.database("select pg_reload_conf()");
        Set<String> jobs = Set.copyOf(statements.during(() -> Thread.sleep(JOBS)));
        for (int characters : new int[] {190, 10_000}) {
            String body = Spoken.body(prose.of(characters), "mp3");
            // The plan is asked of billing first, as it is for whoever listened just now.
            statements.listener.hear(Spoken.body(prose.of(190), "mp3"));
            Thread.sleep(1_000);
            List<String> all =
                    statements.during(() -> {
                        statements.listener.hear(body);
                        Thread.sleep(1_000);
                    });
            List<String> own = all.stream().filter(one -> !jobs.contains(one)).toList();
            report.addFigure(
                    "ways to the database for %,d characters".formatted(characters),
                    "%d, of them %d ends of transactions"
                            .formatted(own.size() + count(all, "COMMIT"), count(all, "COMMIT")));
        }
        stage.database("alter system reset all");
        stage.database("select pg_reload_conf()");
    }

    private static long count(List<String> all, String what) {
        return all.stream().filter(what::equals).count();
    }

    /** Something that takes a while. */
    @FunctionalInterface
    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private List<String> during(Work work) throws IOException, InterruptedException {
        long before = Files.size(stage.databaseLog());
        work.run();
        String log = Files.readString(stage.databaseLog());
        return log.substring((int) before)
                .lines()
                .map(EXECUTED::matcher)
                .filter(Matcher::matches)
                .map(line -> line.group(2).strip())
                .filter(line -> !line.startsWith("BEGIN"))
                .collect(Collectors.toList());
    }
}
