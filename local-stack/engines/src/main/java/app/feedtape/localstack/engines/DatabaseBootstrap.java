package app.feedtape.localstack.engines;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a database administrator does once: the database, and per service a schema with two login
 * roles. The owner migrates; the application reads and writes what migrations grant it. Neither can
 * reach another service's schema, and nothing is left to PUBLIC. Running it again changes nothing
 * but the passwords.
 */
public final class DatabaseBootstrap {
    public static final String DATABASE = "feedtape";
    public static final List<String> SCHEMAS = List.of("auth", "feed", "tts", "billing", "admin");

    private final Map<String, String> passwords;

    /** `passwords` by role name, one for each of {@link #roles()}. */
    public DatabaseBootstrap(Map<String, String> passwords) {
        for (String role : roles()) {
            if (!passwords.containsKey(role)) {
                throw new EngineException("No password for database role " + role);
            }
        }
        this.passwords = Map.copyOf(passwords);
    }

    public static List<String> roles() {
        return SCHEMAS.stream()
                .flatMap(schema -> List.of(owner(schema), app(schema)).stream())
                .toList();
    }

    public static String owner(String schema) {
        return schema + "_owner";
    }

    public static String app(String schema) {
        return schema + "_app";
    }

    /**
     * The same work as a script for `psql`, connected as an administrator. Contains the passwords.
     */
    public String script() {
        var lines = new ArrayList<String>();
        lines.add("\\set ON_ERROR_STOP on");
        lines.add(
                "SELECT 'CREATE DATABASE %1$s' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '%1$s') \\gexec"
                        .formatted(DATABASE));
        lines.add("\\connect " + DATABASE);
        statements().forEach(statement -> lines.add(statement + ";"));
        return String.join("\n", lines) + "\n";
    }

    /**
     * Does it over JDBC; `server` is a URL up to and including the slash before the database name.
     */
    public void apply(String server, String user, String password) {
        try {
            try (var connection =
                    DriverManager.getConnection(server + "postgres", user, password)) {
                createDatabase(connection);
            }
            try (var connection = DriverManager.getConnection(server + DATABASE, user, password);
                    var statement = connection.createStatement()) {
                for (String sql : statements()) {
                    statement.execute(sql);
                }
            }
        } catch (SQLException failure) {
            throw new EngineException(
                    "Database bootstrap failed: " + failure.getMessage(), failure);
        }
    }

    private static void createDatabase(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var found =
                        statement.executeQuery(
                                "SELECT FROM pg_database WHERE datname = '%s'"
                                        .formatted(DATABASE))) {
            if (!found.next()) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        }
    }

    private List<String> statements() {
        var all = new ArrayList<String>();
        all.add("REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(DATABASE));
        all.add("REVOKE ALL ON SCHEMA public FROM PUBLIC");
        SCHEMAS.forEach(schema -> all.addAll(forSchema(schema)));
        return all;
    }

    private List<String> forSchema(String schema) {
        var owner = owner(schema);
        var app = app(schema);
        return List.of(
                role(owner),
                role(app),
                "GRANT CONNECT ON DATABASE %s TO %s, %s".formatted(DATABASE, owner, app),
                "CREATE SCHEMA IF NOT EXISTS %s AUTHORIZATION %s".formatted(schema, owner),
                "REVOKE ALL ON SCHEMA %s FROM PUBLIC".formatted(schema),
                "GRANT USAGE ON SCHEMA %s TO %s".formatted(schema, app),
                "ALTER ROLE %s SET search_path = %s".formatted(owner, schema),
                "ALTER ROLE %s SET search_path = %s".formatted(app, schema));
    }

    private String role(String name) {
        return """
        DO $bootstrap$
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%1$s') THEN
                CREATE ROLE %1$s;
            END IF;
            ALTER ROLE %1$s LOGIN NOCREATEDB NOCREATEROLE PASSWORD '%2$s';
        END
        $bootstrap$\
        """
                .formatted(name, passwords.getOrDefault(name, "").replace("'", "''"));
    }
}
