package app.feedtape.gateway.graphql;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;

/**
 * How much a query asks for, with its fragments unrolled and every alias counted.
 *
 * @param calls fields of {@code Query}, each of which stands for a call
 * @param depth of the deepest field
 * @param cost ten for a call, one for a field below it; in a list, one for each item asked for
 */
record Weight(int calls, int depth, long cost) {

    static final int MOST_TOKENS = 1_000;
    static final int MOST_SELECTIONS = 500;
    static final int MOST_CALLS = 10;
    static final int DEEPEST = 6;

    /** As deep as the usual question for the schema goes. */
    static final int DEEPEST_INTO_THE_SCHEMA = 16;

    static final int MOST_COST = 5_000;

    /** A query that asks for too much, before anybody was asked anything. */
    static Refusal tooMuch(String of, long current, int limit) {
        return tooMuch(of, limit).with("current", current);
    }

    /** The same where counting ended at the limit. */
    static Refusal tooMuch(String of, int limit) {
        return ErrorCode.QUERY_TOO_COSTLY
                .because("The query is too large: %s may be at most %d.".formatted(of, limit))
                .with("metric", "query." + of)
                .with("limit", limit);
    }

    void requireBounded() {
        if (calls > MOST_CALLS) {
            throw tooMuch("calls", calls, MOST_CALLS);
        }
        if (cost > MOST_COST) {
            throw tooMuch("cost", cost, MOST_COST);
        }
    }
}
