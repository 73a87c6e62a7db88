package app.feedtape.tts.sharing;

import app.feedtape.events.PublicTextFact.TextPublished;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Hashes of texts that feed-service fetched without credentials. The table holds exactly what the
 * topic still remembers, so that it can be read anew from there.
 */
@Component
class PublicTexts {

    private static final int BATCH = 5_000;
    private static final HexFormat HEX = HexFormat.of();

    private static final String KEEP =
            """
            insert into public_text (text_hash, expires_at) values (:hash, :expiresAt)
            on conflict (text_hash) do update set expires_at = excluded.expires_at
             where public_text.expires_at < excluded.expires_at
            """;

    private static final String FORGET =
            """
            delete from public_text where ctid = any(array(
                select ctid from public_text where expires_at < app_now() limit :batch))
            """;

    private final JdbcClient jdbc;

    PublicTexts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void apply(TextPublished fact) {
        Duration remembered = fact.topic().retention();
        jdbc.sql(KEEP)
                .param("hash", HEX.parseHex(fact.textHash()))
                .param("expiresAt", fact.publishedAt().plus(remembered).atOffset(ZoneOffset.UTC))
                .update();
    }

    @Scheduled(initialDelay = 15, fixedDelay = 60, timeUnit = TimeUnit.MINUTES)
    void forget() {
        int forgotten = BATCH;
        while (forgotten == BATCH) {
            forgotten = jdbc.sql(FORGET).param("batch", BATCH).update();
        }
    }

    /** What a cleaned text is known by between the services. */
    static byte[] hash(String cleaned) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(cleaned.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
