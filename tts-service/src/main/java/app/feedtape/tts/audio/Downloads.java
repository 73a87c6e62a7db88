package app.feedtape.tts.audio;

import app.feedtape.tts.audio.AudioConfiguration.AudioSettings;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.springframework.stereotype.Component;

/**
 * How many transfers of stored sound an account may have at once. All listeners share the gateway's
 * connections for sound, and whoever reads slowly keeps one for as long as the sound is long.
 * Counted by each instance for itself: a stored article is heard within milliseconds, without a way
 * to the database for this.
 */
@Component
class Downloads {

    private final ConcurrentMap<UUID, Integer> underWay = new ConcurrentHashMap<>();
    private final int atOnce;

    Downloads(AudioSettings settings) {
        this.atOnce = settings.downloadsPerAccount();
    }

    /** One that is under way until it is closed. */
    final class Download implements AutoCloseable {

        private final UUID accountId;

        private Download(UUID accountId) {
            this.accountId = accountId;
        }

        @Override
        public void close() {
            underWay.computeIfPresent(accountId, (id, many) -> many == 1 ? null : many - 1);
        }
    }

    /**
     * @throws Refusal 429 RATE_LIMITED when the account has as many as it may
     */
    Download begin(UUID accountId) {
        int many = underWay.merge(accountId, 1, Integer::sum);
        Download download = new Download(accountId);
        if (many > atOnce) {
            download.close();
            throw ErrorCode.RATE_LIMITED
                    .because("%d downloads are under way already.".formatted(atOnce))
                    .with("metric", "downloads_at_once")
                    .with("current", atOnce)
                    .with("limit", atOnce)
                    .with("requested", 1)
                    .withHeader("Retry-After", "5");
        }
        return download;
    }
}
