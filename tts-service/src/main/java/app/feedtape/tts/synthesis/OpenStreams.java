package app.feedtape.tts.synthesis;

import java.util.Collection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of streams under way: each has one of its account's places. */
@Component
class OpenStreams {

    private static final String TRY_TAKE =
            """
            insert into open_stream (account_id, place, id, lease_until)
            select :account, free.number, :id, app_now() + interval '30 seconds'
            from generate_series(1, :places) as free(number)
            where not exists (
                select from open_stream taken
                where taken.account_id = :account and taken.place = free.number and taken.lease_until > app_now())
            order by free.number limit 1
            on conflict (account_id, place) do update
               set id = excluded.id, lease_until = excluded.lease_until
             where open_stream.lease_until <= app_now()
            """;

    private static final String COUNT =
            """
            select count(*) from open_stream
            where account_id = :account and place <= :places and lease_until > app_now()
            """;

    private static final String KEEP =
            "update open_stream set lease_until = app_now() + interval '30 seconds' where id = any(:ids)";

    private static final String LEAVE =
            "delete from open_stream where account_id = :account and id = :id";

    private static final String FORGET =
            "delete from open_stream where lease_until < app_now() - interval '1 hour'";

    private final JdbcClient jdbc;

    OpenStreams(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes a free place; false when there is none, or when another was quicker to this one. */
    boolean tryTake(UUID accountId, UUID id, int places) {
        return jdbc.sql(TRY_TAKE)
                        .param("account", accountId)
                        .param("id", id)
                        .param("places", places)
                        .update()
                == 1;
    }

    int count(UUID accountId, int places) {
        return jdbc.sql(COUNT)
                .param("account", accountId)
                .param("places", places)
                .query(Integer.class)
                .single();
    }

    void keep(Collection<UUID> ids) {
        jdbc.sql(KEEP).param("ids", ids.toArray(UUID[]::new)).update();
    }

    void leave(UUID accountId, UUID id) {
        jdbc.sql(LEAVE).param("account", accountId).param("id", id).update();
    }

    void forgetOld() {
        jdbc.sql(FORGET).update();
    }
}
