package app.feedtape.localstack.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresEngineTest {
    @TempDir Path directory;

    @Test
    void whatWasCommittedIsThereAfterTheServerWasKilled() throws SQLException {
        var first = PostgresEngine.start(directory, Ports.free(), "secret");
        execute(first, "create table kept (word text)", "insert into kept values ('yes')");
        first.kill();

        try (var second = PostgresEngine.start(directory, Ports.free(), "secret")) {
            assertThat(value(connect(second, "postgres", "secret"), "select word from kept"))
                    .isEqualTo("yes");
        }
    }

    @Test
    void aDirectoryInUseIsRefusedAndAWrongPasswordToo() {
        try (var engine = PostgresEngine.start(directory, Ports.free(), "secret")) {
            assertThatThrownBy(() -> PostgresEngine.start(directory, Ports.free(), "secret"))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("in use");
            assertThatThrownBy(() -> connect(engine, "postgres", "wrong"))
                    .isInstanceOf(SQLException.class);
        }
        assertThatThrownBy(() -> PostgresEngine.start(directory, Ports.free(), "other"))
                .hasMessageContaining("another password");
    }

    @Test
    void aRoleReachesItsOwnSchemaAndNothingElse() throws SQLException {
        try (var engine =
                PostgresEngine.start(directory, Ports.free(), "secret", PostgresEngine.FORGETFUL)) {
            var bootstrap =
                    new DatabaseBootstrap(
                            DatabaseBootstrap.roles().stream()
                                    .collect(Collectors.toMap(role -> role, role -> "pw'" + role)));
            bootstrap.apply(engine.jdbcUrl(""), PostgresEngine.SUPERUSER, "secret");
            bootstrap.apply(engine.jdbcUrl(""), PostgresEngine.SUPERUSER, "secret");

            try (var owner = connect(engine, "billing_owner", "pw'billing_owner");
                    var statement = owner.createStatement()) {
                statement.execute("create table invoice (amount int)");
                statement.execute("grant select on invoice to billing_app");
            }
            try (var app = connect(engine, "billing_app", "pw'billing_app")) {
                assertThat(value(app, "select count(*) from invoice")).isEqualTo("0");
                assertThatThrownBy(
                                () -> value(app, "insert into invoice values (1) returning amount"))
                        .hasMessageContaining("permission denied");
                assertThatThrownBy(() -> value(app, "create table mine (a int)"))
                        .hasMessageContaining("permission denied");
            }
            try (var stranger = connect(engine, "auth_app", "pw'auth_app")) {
                assertThatThrownBy(() -> value(stranger, "select count(*) from billing.invoice"))
                        .hasMessageContaining("permission denied for schema billing");
                assertThatThrownBy(() -> value(stranger, "create table public.t (a int)"))
                        .hasMessageContaining("permission denied for schema public");
                assertThatThrownBy(() -> value(stranger, "create temp table t (a int)"))
                        .hasMessageContaining("permission denied");
            }
        }
    }

    private static Connection connect(PostgresEngine engine, String user, String password)
            throws SQLException {
        return DriverManager.getConnection(
                engine.jdbcUrl(user.equals("postgres") ? "postgres" : DatabaseBootstrap.DATABASE),
                user,
                password);
    }

    private static void execute(PostgresEngine engine, String... statements) throws SQLException {
        try (var connection = connect(engine, "postgres", "secret");
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
