package app.feedtape.test;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks through every table of the schema, whatever it has come to hold. */
public final class EveryRow {

    private static final String TABLES =
            """
            select table_name from information_schema.tables
            where table_schema = current_schema() and table_type = 'BASE TABLE'
                and table_name not in ('flyway_schema_history', 'outbox_event')
            """;

    private EveryRow() {}

    /** The tables with a row that contains the text anywhere. */
    public static List<String> mentioning(JdbcClient jdbc, String text) {
        return jdbc.sql(TABLES).query(String.class).list().stream()
                .filter(table ->
                        jdbc.sql(
                                        "select exists (select 1 from %s as r where position(:text in r::text) > 0)"
                                                .formatted(table))
                                .param("text", text)
                                .query(Boolean.class)
                                .single())
                .sorted()
                .toList();
    }
}
