package app.feedtape.messaging.inbox;

import app.feedtape.web.problem.ErrorCode;
import app.feedtape.web.problem.Refusal;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

/**
 * Tells failures that pass from those that do not. A fact is never dead-lettered for one that
 * passes.
 */
public final class TransientFailures {

    /**
     * Connection, transaction rollback, resources, operator intervention, system error (PostgreSQL
     * appendix A).
     */
    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

    /** Lock not available; and a primary that has become a standby. */
    private static final Set<String> PASSING_STATES = Set.of("55P03", "25006");

    private static final String CANCELLED = "57014";

    private TransientFailures() {}

    /** Whether it may be gone when the same is tried again. */
    public static boolean isTransient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (passes(cause)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the database gave it up because it took too long (57014): it may pass, or never. */
    static boolean isTimeOut(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && CANCELLED.equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private static boolean passes(Throwable cause) {
        return switch (cause) {
            case TransientDataAccessException passing -> true;
            case RecoverableDataAccessException passing -> true;
            case DataAccessResourceFailureException passing -> true;
            case CannotCreateTransactionException passing -> true;
            case TransactionSystemException broken -> passesBeforeRollback(broken);
            case SQLTransientException passing -> true;
            case SQLRecoverableException passing -> true;
            case SQLNonTransientConnectionException passing -> true;
            case SQLException other -> isPassing(other.getSQLState());
            case IOException passing -> true;
            case TimeoutException passing -> true;
            case Refusal refusal -> refusal.code() == ErrorCode.UPSTREAM_UNAVAILABLE;
            default -> false;
        };
    }

    /** A connection that is lost cannot be rolled back either, which hides why. */
    private static boolean passesBeforeRollback(TransactionSystemException broken) {
        Throwable before = broken.getApplicationException();
        return before != null && isTransient(before);
    }

    private static boolean isPassing(@Nullable String state) {
        return state != null
                && state.length() == 5
                && (PASSING_CLASSES.contains(state.substring(0, 2))
                        || PASSING_STATES.contains(state));
    }
}
