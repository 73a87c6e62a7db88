package app.feedtape.feed.article;

import app.feedtape.events.PublicTextFact.TextPublished;
import app.feedtape.messaging.outbox.Outbox;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells tts-service which texts anybody may read, so that their sound is made once for everybody. A
 * text is told when it is made, and again when it is still read after half the time the topic
 * remembers.
 */
@Component
class PublicTexts {

    /** The row count decides who tells; a text that is not this one any more is not told. */
    private static final String CLAIM =
            """
            update article_text set told_at = app_now()
            where article_id = :article and content_hash = :contentHash
              and (told_at is null or told_at < app_now() - interval '20 days')
            """;

    private final JdbcClient jdbc;
    private final Outbox outbox;
    private final Clock clock;

    PublicTexts(JdbcClient jdbc, Outbox outbox, Clock clock) {
        this.jdbc = jdbc;
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Tells of a text that was fetched without credentials, once in a while. */
    @Transactional
    public void tell(UUID articleId, String contentHash, SpeakableText text) {
        int claimed =
                jdbc.sql(CLAIM)
                        .param("article", articleId)
                        .param("contentHash", contentHash)
                        .update();
        if (claimed == 1) {
            outbox.publish(
                    new TextPublished(hash(text.text()), text.cleaningVersion(), clock.instant()));
        }
    }

    static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
