package app.feedtape.feed.fetching;

/** What was fetched cannot be read as a feed. */
final class UnreadableFeed extends RuntimeException {

    private final FetchProblem problem;

    UnreadableFeed(FetchProblem problem) {
        super(problem.name(), null, false, false);
        this.problem = problem;
    }

    FetchProblem problem() {
        return problem;
    }
}
