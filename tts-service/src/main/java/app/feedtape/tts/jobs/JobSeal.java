package app.feedtape.tts.jobs;

import app.feedtape.web.idempotency.SealedAnswers;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;

/** What somebody listens to, as the tables have it: encrypted, and readable for its job alone. */
@Component
class JobSeal {

    private static final String KEY = "select value from service_key where name = 'job-text'";

    private final SingletonSupplier<SealedAnswers> seal;

    JobSeal(JdbcClient jdbc) {
        this.seal =
                SingletonSupplier.of(
                        () -> new SealedAnswers(jdbc.sql(KEY).query(byte[].class).single()));
    }

    @Nullable String seal(UUID jobId, @Nullable String words) {
        return words == null ? null : seal.obtain().seal(jobId.toString(), "job", words);
    }

    @Nullable String open(UUID jobId, @Nullable String sealed) {
        return sealed == null ? null : seal.obtain().open(jobId.toString(), "job", sealed);
    }
}
