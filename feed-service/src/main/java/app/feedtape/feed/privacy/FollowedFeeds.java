package app.feedtape.feed.privacy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Follows and reading as a person gets them with their export. */
@Component
class FollowedFeeds {

    private static final String FOLLOWS =
            """
            select f.id, s.url, coalesce(f.title, s.title) as title, s.site_url, f.over_limit, f.created_at
            from follow f join feed s on s.id = f.feed_id
            where f.account_id = :account order by f.created_at, f.id
            """;

    /** More than fits into a part is not told: the newest is. */
    private static final String STATES =
            """
            select a.title, a.link, s.url as feed, st.is_read, st.is_starred, st.changed_at
            from article_state st join article a on a.id = st.article_id join feed s on s.id = a.feed_id
            where st.account_id = :account order by st.is_starred desc, st.changed_at desc limit 20000
            """;

    private final JdbcClient jdbc;

    FollowedFeeds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Followed(
            @JsonProperty("id") UUID id,
            @JsonProperty("url") String url,
            @JsonProperty("title") @Nullable String title,
            @JsonProperty("site_url") @Nullable String siteUrl,
            @JsonProperty("over_limit") boolean overLimit,
            @JsonProperty("followed_at") Instant followedAt) {}

    record State(
            @JsonProperty("title") String title,
            @JsonProperty("link") @Nullable String link,
            @JsonProperty("feed") String feed,
            @JsonProperty("read") boolean read,
            @JsonProperty("starred") boolean starred,
            @JsonProperty("changed_at") Instant changedAt) {}

    List<Followed> list(UUID accountId) {
        return jdbc.sql(FOLLOWS)
                .param("account", accountId)
                .query((row, number) ->
                        new Followed(
                                row.getObject("id", UUID.class),
                                row.getString("url"),
                                row.getString("title"),
                                row.getString("site_url"),
                                row.getBoolean("over_limit"),
                                row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    List<State> listStates(UUID accountId) {
        return jdbc.sql(STATES)
                .param("account", accountId)
                .query((row, number) ->
                        new State(
                                row.getString("title"),
                                row.getString("link"),
                                row.getString("feed"),
                                row.getBoolean("is_read"),
                                row.getBoolean("is_starred"),
                                row.getObject("changed_at", OffsetDateTime.class).toInstant()))
                .list();
    }
}
