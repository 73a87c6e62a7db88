package app.feedtape.feed.fetching;

import java.io.IOException;

/** Stops a fetch inside somebody else's stack; turned into a {@link FetchResult} at its door. */
final class FetchFailure extends IOException {

    private final FetchProblem problem;

    FetchFailure(FetchProblem problem) {
        super(problem.name());
        this.problem = problem;
    }

    FetchProblem problem() {
        return problem;
    }
}
