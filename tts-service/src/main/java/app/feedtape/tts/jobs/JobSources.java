package app.feedtape.tts.jobs;

import app.feedtape.tts.synthesis.BackgroundSpeech;
import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import app.feedtape.web.request.RequestContext;
import app.feedtape.web.token.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.stereotype.Component;

/** The texts of a job: the one that was sent, or those of articles. */
@Component
class JobSources {

    /** Feed-service asks us to clean what nobody has read yet. */
    private static final int AT_ONCE = 4;

    /** The gateway waits ten seconds; what feed-service has prepared by then it keeps. */
    private static final Duration WITHIN = Duration.ofSeconds(7);

    private final FeedArticles articles;
    private final JobViews jobs;

    JobSources(FeedArticles articles, JobViews jobs) {
        this.articles = articles;
        this.jobs = jobs;
    }

    /** At least one. */
    List<SourceText> list(JobRequest request, Caller caller) {
        if (request.text() != null) {
            return List.of(new SourceText(request.text(), null, null, null));
        }
        if (request.articleId() != null) {
            return List.of(articles.get(request.articleId(), caller.accountId()));
        }
        return ofFeed(request, caller);
    }

    private List<SourceText> ofFeed(JobRequest request, Caller caller) {
        UUID feedId = Optional.ofNullable(request.feedId()).orElseThrow();
        List<UUID> unread = articles.findUnread(feedId, caller.accountId());
        Set<UUID> spoken = jobs.findSpoken(caller.accountId(), unread);
        List<UUID> wanted =
                unread.stream()
                        .filter(id -> !spoken.contains(id))
                        .limit(request.articlesOfFeed())
                        .toList();
        List<SourceText> texts = texts(wanted, caller.accountId());
        if (texts.isEmpty()) {
            throw ErrorCode.FEED_UNREADABLE.because("There is nothing new to speak in this feed.");
        }
        return texts;
    }

    /** Those that can be spoken, in the same order. */
    private List<SourceText> texts(List<UUID> ids, UUID accountId) {
        RequestContext context = RequestContext.current();
        Semaphore turns = new Semaphore(AT_ONCE);
        long deadline = System.nanoTime() + WITHIN.toNanos();
        List<SourceText> texts = new ArrayList<>();
        List<CompletableFuture<Optional<SourceText>>> asked =
                ids.stream()
                        .map(id ->
                                CompletableFuture.supplyAsync(
                                        () -> inTurn(turns, context, id, accountId),
                                        task -> Thread.ofVirtual().name("article").start(task)))
                        .toList();
        for (CompletableFuture<Optional<SourceText>> one : asked) {
            join(one, deadline).ifPresent(texts::add);
        }
        return texts;
    }

    private Optional<SourceText> inTurn(
            Semaphore turns, RequestContext context, UUID id, UUID accountId) {
        turns.acquireUninterruptibly();
        try (RequestContext.Scope _ = context.open()) {
            return find(id, accountId);
        } finally {
            turns.release();
        }
    }

    /** Of a feed, what cannot be spoken is passed over. */
    private Optional<SourceText> find(UUID id, UUID accountId) {
        try {
            SourceText text = articles.get(id, accountId);
            int length = text.text().codePointCount(0, text.text().length());
            return Optional.of(text).filter(_ -> length <= BackgroundSpeech.LONGEST);
        } catch (Refusal refused) {
            if (refused.code() == ErrorCode.UPSTREAM_UNAVAILABLE) {
                throw refused;
            }
            return Optional.empty();
        }
    }

    private static Optional<SourceText> join(
            CompletableFuture<Optional<SourceText>> asked, long deadline) {
        try {
            return asked.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failed) {
            throw FeedArticles.unavailable(failed.getCause());
        } catch (TimeoutException slow) {
            throw FeedArticles.unavailable(slow);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw FeedArticles.unavailable(stopping);
        }
    }
}
