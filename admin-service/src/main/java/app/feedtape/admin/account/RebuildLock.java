package app.feedtape.admin.account;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * One rebuild at a time, over all instances. The lock lives with a connection of its own, which is
 * held for as long as the work lasts: that of an instance that dies is free at once.
 */
@Component
class RebuildLock {

    /** Any number that nothing else in this database locks. */
    private static final long KEY = 8_085_000_001L;

    private final DataSource dataSource;

    RebuildLock(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Does the work and answers its result; empty, with nothing done, while another holds it. */
    <T> Optional<T> tryHold(Supplier<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            if (!is("select pg_try_advisory_lock(:key)", jdbc)) {
                return Optional.empty();
            }
            try {
                return Optional.of(work.get());
            } finally {
                is("select pg_advisory_unlock(:key)", jdbc);
            }
        } catch (SQLException failure) {
            throw new CannotGetJdbcConnectionException("The rebuild's lock", failure);
        }
    }

    private static boolean is(String sql, JdbcClient jdbc) {
        return jdbc.sql(sql).param("key", KEY).query(Boolean.class).single();
    }
}
