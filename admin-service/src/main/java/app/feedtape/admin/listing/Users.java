package app.feedtape.admin.listing;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** Accounts of the read model with the plan each pays for itself. */
@Component
class Users {

    private static final String MATCHING =
            """
            from account a left join entitlement e on e.payer_id = a.id
            where (cast(:id as uuid) is null or a.id = cast(:id as uuid))
                and (cast(:text as text) is null or a.email ilike :text or a.name ilike :text)
                and (cast(:status as text) is null or a.status = :status)
                and (cast(:plan as text) is null or e.plan = :plan)
            """;

    private static final String COUNT = "select count(*) " + MATCHING;

    private static final String ROWS =
            """
            select a.id, a.email, a.email_verified, a.name, a.status, array_to_string(a.roles, ',') as roles, e.plan,
                e.status as subscription_status, a.created_at
            """
                    + MATCHING;

    private final JdbcClient jdbc;

    Users(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Where a page begins: behind the row with this sort value and id. */
    record Place(String key, UUID id) {}

    long count(UserQuery query) {
        return parameters(COUNT, query).query(Long.class).single();
    }

    List<UserRow> list(UserQuery query, @Nullable Place after, int limit) {
        UserQuery.Sort sort = query.sort();
        String type = sort.isByTime() ? "timestamptz" : "text";
        String behind =
                after == null
                        ? ""
                        : " and (%s, a.id) %s (cast(:afterKey as %s), cast(:afterId as uuid))"
                                .formatted(
                                        sort.expression(), sort.isDescending() ? "<" : ">", type);
        StatementSpec statement =
                parameters(ROWS + behind + order(sort) + " limit :limit", query)
                        .param("limit", limit);
        if (after != null) {
            statement = statement.param("afterKey", after.key()).param("afterId", after.id());
        }
        return statement.query(Users::row).list();
    }

    List<UserRow> list(UserQuery query, int skip, int limit) {
        return parameters(ROWS + order(query.sort()) + " offset :skip limit :limit", query)
                .param("skip", skip)
                .param("limit", limit)
                .query(Users::row)
                .list();
    }

    private static String order(UserQuery.Sort sort) {
        String direction = sort.isDescending() ? "desc" : "asc";
        return " order by %s %s, a.id %s".formatted(sort.expression(), direction, direction);
    }

    private StatementSpec parameters(String sql, UserQuery query) {
        return jdbc.sql(sql)
                .param("id", query.searchedId().orElse(null))
                .param("text", query.searchedText().orElse(null))
                .param("status", query.status())
                .param("plan", query.plan());
    }

    private static UserRow row(ResultSet row, int number) throws SQLException {
        return new UserRow(
                row.getObject("id", UUID.class),
                row.getString("email"),
                row.getBoolean("email_verified"),
                row.getString("name"),
                row.getString("status"),
                roles(row.getString("roles")),
                row.getString("plan"),
                row.getString("subscription_status"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    static List<String> roles(String joined) {
        return joined.isEmpty() ? List.of() : Arrays.asList(joined.split(","));
    }
}
