package app.feedtape.admin.account;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Supplier;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.stereotype.Component;

/**
 * One rebuild at a time, over all instances. The lock lives with a connection of its own, which is
 * held for as long as the work lasts: that of an instance that dies is free at once. It is none of
 * the pool's, which are for those who wait.
 */
@Component
class RebuildLock {

    /** Any number that nothing else in this database locks. */
    private static final long KEY = 8_085_000_001L;

    private final JdbcConnectionDetails database;

    RebuildLock(JdbcConnectionDetails database) {
        this.database = database;
    }

    /** Does the work and answers its result; empty, with nothing done, while another holds it. */
    <T> Optional<T> tryHold(Supplier<T> work) {
        try (Connection connection = connect()) {
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

    private Connection connect() throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", String.valueOf(database.getUsername()));
        properties.setProperty("password", String.valueOf(database.getPassword()));
        properties.setProperty("ApplicationName", "admin-service rebuild");
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(database.getJdbcUrl(), properties);
    }

    private static boolean is(String sql, JdbcClient jdbc) {
        return jdbc.sql(sql).param("key", KEY).query(Boolean.class).single();
    }
}
