package app.feedtape.tts.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is told.
 *
 * @param status queued, running, done, failed or cancelled
 * @param price what was set aside, at most to be paid
 * @param charged what is paid by now; final once the job is over
 * @param nextAttemptAt while the voice does not deliver
 * @param error why it failed or waits
 */
record JobResponse(
        @JsonProperty("id") UUID id,
        @JsonProperty("status") String status,
        @JsonProperty("source") String source,
        @JsonProperty("title") @Nullable String title,
        @JsonProperty("price") long price,
        @JsonProperty("charged") long charged,
        @JsonProperty("progress") Progress progress,
        @JsonProperty("audio_ids") List<UUID> audioIds,
        @JsonProperty("error") @Nullable Failure error,
        @JsonProperty("created_at") Instant createdAt,
        @JsonProperty("started_at") @Nullable Instant startedAt,
        @JsonProperty("finished_at") @Nullable Instant finishedAt,
        @JsonProperty("next_attempt_at") @Nullable Instant nextAttemptAt,
        @JsonProperty("items") List<ItemResponse> items) {

    /** What is stored and paid, of what there is. */
    record Progress(
            @JsonProperty("segments_done") int segmentsDone,
            @JsonProperty("segments") int segments,
            @JsonProperty("characters_done") int charactersDone,
            @JsonProperty("characters") int characters) {

        static Progress of(List<Job.Item> items) {
            return new Progress(
                    items.stream().mapToInt(Job.Item::segmentsMade).sum(),
                    items.stream().mapToInt(Job.Item::segments).sum(),
                    items.stream().mapToInt(Job.Item::charactersMade).sum(),
                    items.stream().mapToInt(Job.Item::characters).sum());
        }
    }

    record Failure(@JsonProperty("code") String code, @JsonProperty("message") String message) {

        static @Nullable Failure of(@Nullable String code) {
            return code == null ? null : new Failure(code, message(code));
        }

        private static String message(String code) {
            return switch (code) {
                case "ACCOUNT_SUSPENDED" -> "This account is suspended.";
                case "LANGUAGE_UNSUPPORTED" -> "This voice does not speak the language.";
                case "TEXT_TOO_LONG" -> "Text too large";
                default -> "The voice could not speak. What it did not say was not charged.";
            };
        }
    }

    /** One text of it, which is one audio. */
    record ItemResponse(
            @JsonProperty("audio_id") UUID audioId,
            @JsonProperty("article_id") @Nullable UUID articleId,
            @JsonProperty("title") @Nullable String title,
            @JsonProperty("status") String status,
            @JsonProperty("language") @Nullable String language,
            @JsonProperty("voice") @Nullable String voice,
            @JsonProperty("price") long price,
            @JsonProperty("charged") long charged,
            @JsonProperty("progress") Progress progress,
            @JsonProperty("error") @Nullable Failure error) {

        static ItemResponse of(Job.Item item) {
            return new ItemResponse(
                    item.audioId(),
                    item.articleId(),
                    item.title(),
                    item.state().code(),
                    item.language(),
                    item.voice(),
                    item.price(),
                    item.charged(),
                    Progress.of(List.of(item)),
                    Failure.of(item.error()));
        }
    }

    static JobResponse of(Job job) {
        return new JobResponse(
                job.id(),
                job.state().code(),
                job.source(),
                job.title(),
                job.price(),
                job.items().stream().mapToLong(Job.Item::charged).sum(),
                Progress.of(job.items()),
                job.items().stream().map(Job.Item::audioId).toList(),
                Failure.of(job.error()),
                job.createdAt(),
                job.begunAt(),
                job.finishedAt(),
                job.nextTryAt(),
                job.items().stream().map(ItemResponse::of).toList());
    }
}
