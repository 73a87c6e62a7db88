package app.feedtape.feed.fetching;

import app.feedtape.feed.fetching.FetchResult.Failed;
import app.feedtape.feed.fetching.FetchResult.Fetched;
import app.feedtape.feed.fetching.FetchResult.Gone;
import app.feedtape.feed.fetching.FetchResult.NotModified;
import app.feedtape.web.outside.GuardedNames.ForbiddenAddress;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.jspecify.annotations.Nullable;

/**
 * Asks for one feed. Follows redirects itself so that every hop passes the same rules; ends after
 * the budget's time whatever the server does; closes the connection instead of reading what it will
 * not use.
 */
final class FeedClient implements AutoCloseable {

    private static final String ACCEPT =
            "application/rss+xml, application/atom+xml, application/xml;q=0.9, text/xml;q=0.8, */*;q=0.1";

    private final CloseableHttpClient http;
    private final UrlRules rules;
    private final FetchBudget budget;
    private final Clock clock;
    private final ScheduledExecutorService deadlines =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().daemon().name("fetch-deadline").factory());

    FeedClient(CloseableHttpClient http, UrlRules rules, FetchBudget budget, Clock clock) {
        this.http = http;
        this.rules = rules;
        this.budget = budget;
        this.clock = clock;
    }

    private sealed interface Hop {
        record Ended(FetchResult result) implements Hop {}

        record Redirected(String location) implements Hop {}
    }

    /** Asks once, redirects included; never throws for what a server may do. */
    FetchResult fetch(FeedUrl url, Validators known) {
        Deadline deadline = new Deadline();
        Future<?> alarm =
                deadlines.schedule(deadline::end, budget.total().toMillis(), TimeUnit.MILLISECONDS);
        try {
            return follow(url, known, deadline);
        } catch (IOException | RuntimeException failure) {
            return new Failed(deadline.hasEnded() ? FetchProblem.TIMED_OUT : problem(failure));
        } finally {
            alarm.cancel(false);
        }
    }

    private FetchResult follow(FeedUrl start, Validators known, Deadline deadline)
            throws IOException {
        FeedUrl url = start;
        Set<String> seen = new HashSet<>(Set.of(url.text()));
        for (int hop = 0; hop <= budget.redirects(); hop++) {
            switch (ask(url, known, deadline)) {
                case Hop.Ended(FetchResult result) -> {
                    return result;
                }
                case Hop.Redirected(String location) -> {
                    url = url.redirectedTo(location, rules);
                    if (!seen.add(url.text())) {
                        return new Failed(FetchProblem.REDIRECTED_TOO_OFTEN);
                    }
                }
            }
        }
        return new Failed(FetchProblem.REDIRECTED_TOO_OFTEN);
    }

    private Hop ask(FeedUrl url, Validators known, Deadline deadline) throws IOException {
        HttpGet request = new HttpGet(url.text());
        request.setHeader("Accept", ACCEPT);
        request.setHeader("Accept-Encoding", "gzip");
        if (known.etag() != null) {
            request.setHeader("If-None-Match", known.etag());
        }
        if (known.lastModified() != null) {
            request.setHeader("If-Modified-Since", known.lastModified());
        }
        deadline.watch(request);
        try (ClassicHttpResponse response = http.executeOpen(null, request, null)) {
            try {
                return read(response);
            } finally {
                // Before the response closes, which would read an endless rest.
                request.cancel();
            }
        }
    }

    private Hop read(ClassicHttpResponse response) throws IOException {
        return switch (response.getCode()) {
            case 200 -> new Hop.Ended(body(response));
            case 301, 302, 303, 307, 308 -> {
                String location = header(response, "Location");
                yield location == null
                        ? new Hop.Ended(new Failed(FetchProblem.STATUS_UNEXPECTED))
                        : new Hop.Redirected(location);
            }
            case 304 -> new Hop.Ended(new NotModified());
            case 410 -> new Hop.Ended(new Gone());
            case 429, 503 ->
                    new Hop.Ended(
                            new Failed(
                                    FetchProblem.ASKED_TO_WAIT,
                                    Validators.retryAfter(header(response, "Retry-After"), clock)));
            default -> new Hop.Ended(new Failed(FetchProblem.STATUS_UNEXPECTED));
        };
    }

    private FetchResult body(ClassicHttpResponse response) throws IOException {
        if (response.getEntity() == null) {
            return new Failed(FetchProblem.NOT_A_FEED);
        }
        byte[] body =
                BoundedBody.read(
                        response.getEntity().getContent(),
                        header(response, "Content-Encoding"),
                        budget.bodyBytes());
        return new Fetched(
                body,
                header(response, "Content-Type"),
                Validators.accept(header(response, "ETag"), header(response, "Last-Modified")));
    }

    private static @Nullable String header(ClassicHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null ? null : header.getValue();
    }

    private static FetchProblem problem(Exception failure) {
        return switch (failure) {
            case FetchFailure ours -> ours.problem();
            case InvalidFeedUrl redirect -> FetchProblem.REDIRECT_FORBIDDEN;
            case ForbiddenAddress forbidden -> FetchProblem.ADDRESS_FORBIDDEN;
            case UnknownHostException unknown -> FetchProblem.NAME_NOT_FOUND;
            case ConnectTimeoutException slow -> FetchProblem.CONNECTION_FAILED;
            case InterruptedIOException slow -> FetchProblem.TIMED_OUT;
            default -> FetchProblem.CONNECTION_FAILED;
        };
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        try {
            http.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Ends whichever request of a fetch is running when the time is up. */
    private static final class Deadline {

        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable HttpGet running;

        void watch(HttpGet request) {
            running = request;
            if (ended.get()) {
                request.cancel();
            }
        }

        void end() {
            ended.set(true);
            HttpGet request = running;
            if (request != null) {
                request.cancel();
            }
        }

        boolean hasEnded() {
            return ended.get();
        }
    }
}
