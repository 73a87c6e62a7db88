package app.feedtape.billing.catalogue;

import app.feedtape.events.Entitlement;
import app.feedtape.events.PlanFact.Limits;
import app.feedtape.events.PlanFact.Rate;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The catalogue. */
@Repository
public class Plans {

    private static final TypeReference<Map<String, Rate>> RATES = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    Plans(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** What can be had now, the smallest first. */
    public List<Plan> listActive() {
        return jdbc.sql("select * from plan where active order by rank").query(this::plan).list();
    }

    /** A plan, also one that is no longer sold. */
    public Optional<Plan> find(String name) {
        return jdbc.sql("select * from plan where name = :name")
                .param("name", name)
                .query(this::plan)
                .optional();
    }

    /** A plan that must be there, because a purchase refers to it. */
    public Plan get(String name) {
        return find(name).orElseThrow(() -> new IllegalStateException("No such plan: " + name));
    }

    /** What everybody falls back to. */
    public Plan free() {
        return get(Entitlement.FREE);
    }

    /** Takes the plans that the others have not heard of yet; two instances never take the same. */
    List<Plan> takeUnpublished() {
        return jdbc.sql(
                        """
                        update plan set published_version = version
                        where published_version < version
                        returning *
                        """)
                .query(this::plan)
                .list();
    }

    private Plan plan(ResultSet row, int number) throws SQLException {
        return new Plan(
                row.getString("name"),
                row.getLong("version"),
                row.getInt("rank"),
                row.getString("display_name"),
                row.getString("description"),
                limits(row),
                row.getObject("trial_days", Integer.class),
                texts(row, "features"),
                new TreeMap<>(json.readValue(row.getString("rate_limits"), RATES)));
    }

    private static Limits limits(ResultSet row) throws SQLException {
        return new Limits(
                row.getObject("characters_per_day", Long.class),
                row.getObject("feeds", Integer.class),
                texts(row, "voice_engines"),
                row.getObject("jobs_per_month", Integer.class),
                row.getObject("kept_audio_mb", Integer.class),
                row.getObject("api_calls_per_day", Long.class),
                row.getBoolean("api_keys"),
                row.getObject("seats", Integer.class));
    }

    private static List<String> texts(ResultSet row, String column) throws SQLException {
        return List.of((String[]) row.getArray(column).getArray());
    }
}
