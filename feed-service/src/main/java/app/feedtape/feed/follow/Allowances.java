package app.feedtape.feed.follow;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * How many feeds each payer's plan includes and which of its follows are within. The payer's row is
 * the lock under which follows come and go; its check constraint is the limit itself.
 */
@Component
class Allowances {

    private static final String LEARN =
            """
            insert into follow_allowance (payer_id, plan, entitlement_version, feed_limit)
            values (:payer, :plan, :version, :limit)
            on conflict (payer_id) do nothing
            """;

    private static final String LOCK =
            "select entitlement_version, feed_limit from follow_allowance where payer_id = :payer for update";

    /** The oldest stay: they are what the person has listened to longest. */
    private static final String SORT_OUT =
            """
            with ranked as (
                select account_id, id,
                    row_number() over (order by created_at, account_id, id)
                        > coalesce(cast(:limit as bigint), 9223372036854775807) as past
                from follow where payer_id = :payer)
            update follow set over_limit = ranked.past
            from ranked
            where follow.account_id = ranked.account_id and follow.id = ranked.id and follow.over_limit <> ranked.past
            returning follow.account_id, follow.feed_id, follow.over_limit
            """;

    private static final String COUNT =
            """
            update follow_allowance
            set feed_limit = :limit,
                within_limit = (select count(*) from follow where payer_id = :payer and not over_limit)
            where payer_id = :payer
            """;

    private static final String ENTITLE =
            """
            update follow_allowance
            set plan = :plan, entitlement_version = :version
            where payer_id = :payer and entitlement_version <= :version
            """;

    private static final String OVERRIDE =
            """
            update follow_allowance set feeds_override = :override, heard_version = :version
            where payer_id = :payer
            """;

    /** Decides a race for the last place: 0 rows when the plan includes no more. */
    private static final String TAKE_PLACE =
            """
            update follow_allowance set within_limit = within_limit + 1
            where payer_id = :payer
                and (feed_limit is null
                    or (select count(*) from follow where follow.payer_id = follow_allowance.payer_id) <= feed_limit)
            """;

    private static final String FOLLOWS_OF = "select count(*) from follow where payer_id = :payer";

    private static final String LEARN_PLAN =
            """
            insert into plan_limit (plan, version, feeds) values (:plan, :version, :feeds)
            on conflict (plan) do update set version = excluded.version, feeds = excluded.feeds
            where plan_limit.version < excluded.version
            """;

    private static final String LIMIT_OF_PLAN = "select feeds from plan_limit where plan = :plan";

    /** Whoever's entitlement is in force before its fact was heard may have an override. */
    private static final String BEHIND =
            """
            select a.payer_id
            from follow_allowance a join plan_limit p on p.plan = a.plan
            where a.feeds_override is null and a.heard_version = a.entitlement_version
                and a.feed_limit is distinct from p.feeds and a.payer_id > :after
            order by a.payer_id limit :count
            """;

    private static final String TERMS =
            "select plan, feeds_override from follow_allowance where payer_id = :payer";

    private final JdbcClient jdbc;

    Allowances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param limit null when unlimited
     */
    record Allowance(long entitlementVersion, @Nullable Integer limit) {}

    /** A follow that went over the limit or came back within it. */
    record Moved(UUID accountId, UUID feedId, boolean overLimit) {}

    /**
     * @param feedsOverride null when the plan's own limit counts
     */
    record Terms(String plan, @Nullable Integer feedsOverride) {}

    void learn(UUID payerId, String plan, long version, @Nullable Integer limit) {
        jdbc.sql(LEARN)
                .param("payer", payerId)
                .param("plan", plan)
                .param("version", version)
                .param("limit", limit)
                .update();
    }

    /** Waits for whoever is changing this payer's follows; empty when the payer never had any. */
    Optional<Allowance> lock(UUID payerId) {
        return jdbc.sql(LOCK)
                .param("payer", payerId)
                .query((row, number) ->
                        new Allowance(
                                row.getLong("entitlement_version"),
                                row.getObject("feed_limit", Integer.class)))
                .optional();
    }

    /** False when a newer entitlement is known. */
    boolean tryEntitle(UUID payerId, String plan, long version) {
        return jdbc.sql(ENTITLE)
                        .param("payer", payerId)
                        .param("plan", plan)
                        .param("version", version)
                        .update()
                == 1;
    }

    /**
     * @param feeds null when the plan's own limit counts
     * @param version of the entitlement that says so
     */
    void override(UUID payerId, @Nullable Integer feeds, long version) {
        jdbc.sql(OVERRIDE)
                .param("payer", payerId)
                .param("override", feeds)
                .param("version", version)
                .update();
    }

    /** Marks what lies past the limit and unmarks what no longer does; answers what changed. */
    List<Moved> sortOut(UUID payerId, @Nullable Integer limit) {
        List<Moved> moved =
                jdbc.sql(SORT_OUT)
                        .param("payer", payerId)
                        .param("limit", limit)
                        .query((row, number) ->
                                new Moved(
                                        row.getObject("account_id", UUID.class),
                                        row.getObject("feed_id", UUID.class),
                                        row.getBoolean("over_limit")))
                        .list();
        jdbc.sql(COUNT).param("payer", payerId).param("limit", limit).update();
        return moved;
    }

    boolean tryTakePlace(UUID payerId) {
        return jdbc.sql(TAKE_PLACE).param("payer", payerId).update() == 1;
    }

    int countFollows(UUID payerId) {
        return jdbc.sql(FOLLOWS_OF).param("payer", payerId).query(Integer.class).single();
    }

    /** False when a newer version of the plan is known. */
    boolean tryLearnPlan(String plan, long version, @Nullable Integer feeds) {
        return jdbc.sql(LEARN_PLAN)
                        .param("plan", plan)
                        .param("version", version)
                        .param("feeds", feeds)
                        .update()
                == 1;
    }

    /** Empty when the plan is not known yet; the limit in it is null when unlimited. */
    Optional<Optional<Integer>> findLimitOfPlan(String plan) {
        return jdbc.sql(LIMIT_OF_PLAN)
                .param("plan", plan)
                .query((row, number) -> Optional.ofNullable(row.getObject("feeds", Integer.class)))
                .optional();
    }

    /**
     * Payers whose limit is not their plan's, in order of their ids; those with an override of
     * their own are not meant.
     */
    List<UUID> listBehind(UUID after, int count) {
        return jdbc.sql(BEHIND)
                .param("after", after)
                .param("count", count)
                .query(UUID.class)
                .list();
    }

    Optional<Terms> findTerms(UUID payerId) {
        return jdbc.sql(TERMS)
                .param("payer", payerId)
                .query((row, number) ->
                        new Terms(
                                row.getString("plan"),
                                row.getObject("feeds_override", Integer.class)))
                .optional();
    }
}
