package app.feedtape.billing.catalogue;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The catalogue as operators see and change it: whole rows, with what is no longer offered. */
@Repository
class CatalogueRows {

    private static final String PRICES =
            """
            (select coalesce(jsonb_agg(jsonb_build_object('store', store, 'currency', currency, 'period', period,
                 'amount_minor', amount_minor, 'store_price_id', store_price_id, 'active', active,
                 'version', version, 'changed_at', changed_at) order by store, currency, period, version), '[]')
             from price where price.plan = plan.name)
            """;

    private static final String LIST =
            "select to_jsonb(plan) || jsonb_build_object('prices', "
                    + PRICES
                    + ") from plan where :name::text is null or name = :name order by rank";

    private static final String LOCK =
            "select to_jsonb(plan) from plan where name = :name for update";

    private static final String SCOPES =
            "select exists (select 1 from plan where rate_limits -> :scope is not null)";

    private static final String SAVE =
            """
            update plan set rank = n.rank, display_name = n.display_name, description = n.description,
                characters_per_day = n.characters_per_day, feeds = n.feeds, voice_engines = n.voice_engines,
                jobs_per_month = n.jobs_per_month, kept_audio_mb = n.kept_audio_mb,
                api_calls_per_day = n.api_calls_per_day, api_keys = n.api_keys, seats = n.seats,
                trial_days = n.trial_days, features = n.features, rate_limits = n.rate_limits, active = n.active
            from jsonb_populate_record(null::plan, :content::jsonb) n
            where plan.name = :name and plan.version = :version
            """;

    private static final String COPY =
            """
            insert into plan (name, rank, display_name, description, characters_per_day, feeds, voice_engines, jobs_per_month,
                kept_audio_mb, api_calls_per_day, api_keys, seats, trial_days, features, rate_limits, active)
            select :name, :rank, :displayName, description, characters_per_day, feeds, voice_engines, jobs_per_month,
                kept_audio_mb, api_calls_per_day, api_keys, seats, trial_days, features, rate_limits, false
            from plan where name = :like
            """;

    private static final String HISTORY =
            """
            select h.content || jsonb_build_object('recorded_at', h.recorded_at, 'changed_by', a.actor, 'reason', a.reason)
            from plan_history h
            left join audit_entry a on a.object = 'plan:' || h.plan and a.object_version = h.version
            where h.plan = :name and h.version < :before
            order by h.version desc limit :limit
            """;

    private static final String PRICE_HISTORY =
            """
            select h.content || jsonb_build_object('recorded_at', h.recorded_at, 'changed_by', a.actor, 'reason', a.reason)
            from price_history h
            left join audit_entry a on a.object = 'price:' || concat_ws('/', h.plan, h.store, h.currency, h.period)
                and a.object_version = h.version
            where h.plan = :name
            order by h.recorded_at desc, h.store, h.currency, h.period, h.version desc limit :limit
            """;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    CatalogueRows(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * @param name null for every plan
     */
    List<ObjectNode> list(@Nullable String name) {
        return jdbc.sql(LIST).param("name", name).query(String.class).list().stream()
                .map(this::object)
                .toList();
    }

    /** Makes whoever else changes this plan or its prices wait. */
    Optional<ObjectNode> lock(String name) {
        return jdbc.sql(LOCK).param("name", name).query(String.class).optional().map(this::object);
    }

    boolean isScope(String scope) {
        return jdbc.sql(SCOPES).param("scope", scope).query(Boolean.class).single();
    }

    boolean trySave(String name, long version, JsonNode content) {
        return jdbc.sql(SAVE)
                        .param("name", name)
                        .param("version", version)
                        .param("content", json.writeValueAsString(content))
                        .update()
                == 1;
    }

    boolean tryCopy(String name, String like, int rank, String displayName) {
        return jdbc.sql(COPY)
                        .param("name", name)
                        .param("like", like)
                        .param("rank", rank)
                        .param("displayName", displayName)
                        .update()
                == 1;
    }

    /** Newest first, versions before this one. */
    List<ObjectNode> history(String name, long before, int limit) {
        return jdbc
                .sql(HISTORY)
                .param("name", name)
                .param("before", before)
                .param("limit", limit)
                .query(String.class)
                .list()
                .stream()
                .map(this::object)
                .toList();
    }

    List<ObjectNode> priceHistory(String name, int limit) {
        return jdbc
                .sql(PRICE_HISTORY)
                .param("name", name)
                .param("limit", limit)
                .query(String.class)
                .list()
                .stream()
                .map(this::object)
                .toList();
    }

    private ObjectNode object(String row) {
        return (ObjectNode) json.readTree(row);
    }
}
