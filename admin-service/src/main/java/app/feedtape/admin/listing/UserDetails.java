package app.feedtape.admin.listing;

import app.feedtape.admin.listing.UserDetail.Day;
import app.feedtape.admin.listing.UserDetail.Subscription;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Everything the read model has of one account. */
@Component
class UserDetails {

    /** Days of usage shown. */
    static final int HISTORY_DAYS = 30;

    private static final String ONE =
            """
            select a.id, a.email, a.email_verified, a.name, a.status, array_to_string(a.roles, ',') as roles, e.plan,
                e.status as subscription_status, a.created_at, a.changed_at, e.source, e.trial_ends_at, e.valid_until,
                coalesce(e.characters_per_day, p.characters_per_day) as characters_per_day,
                coalesce(e.feeds, p.feeds) as feeds,
                coalesce(f.follows, 0) as follows, coalesce(f.over_limit, 0) as over_limit
            from account a
            left join entitlement e on e.payer_id = a.id
            left join plan p on p.name = e.plan
            left join follow_count f on f.account_id = a.id
            where a.id = :id
            """;

    private static final String USAGE =
            """
            select day, characters, requests from usage_day
            where payer_id = :id and day > :since order by day desc
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    UserDetails(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    Optional<UserDetail> find(UUID id) {
        List<Day> history =
                jdbc.sql(USAGE)
                        .param("id", id)
                        .param("since", today().minusDays(HISTORY_DAYS))
                        .query((row, number) ->
                                new Day(
                                        row.getObject("day", LocalDate.class),
                                        row.getLong("characters"),
                                        row.getLong("requests")))
                        .list();
        return jdbc.sql(ONE)
                .param("id", id)
                .query((row, number) -> detail(row, history))
                .optional();
    }

    private static UserDetail detail(ResultSet row, List<Day> history) throws SQLException {
        UserRow user =
                new UserRow(
                        row.getObject("id", UUID.class),
                        row.getString("email"),
                        row.getBoolean("email_verified"),
                        row.getString("name"),
                        row.getString("status"),
                        Users.roles(row.getString("roles")),
                        row.getString("plan"),
                        row.getString("subscription_status"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant());
        return new UserDetail(
                user,
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                subscription(row),
                row.getInt("follows"),
                row.getInt("over_limit"),
                history);
    }

    private static @Nullable Subscription subscription(ResultSet row) throws SQLException {
        String plan = row.getString("plan");
        return plan == null
                ? null
                : new Subscription(
                        plan,
                        row.getString("subscription_status"),
                        row.getString("source"),
                        instant(row.getObject("trial_ends_at", OffsetDateTime.class)),
                        instant(row.getObject("valid_until", OffsetDateTime.class)),
                        row.getObject("characters_per_day", Long.class),
                        row.getObject("feeds", Integer.class));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}
