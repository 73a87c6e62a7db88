package app.feedtape.auth.identity;

import app.feedtape.auth.identity.Identities.Leftover;
import app.feedtape.web.time.TimeOrderedIds;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Refresh tokens that have to be given back to their provider, still sealed. */
@Repository
class ProviderRevocations {

    private static final String ADD =
            "insert into provider_revocation (id, provider, token) values (:id, :provider, :token)";

    /**
     * Whoever takes one has it for as long as the growing pause lasts; it comes back by itself when
     * they die.
     */
    private static final String TAKE =
            """
            update provider_revocation set attempts = attempts + 1,
                next_try_at = app_now() + least(interval '6 hours', interval '30 seconds' * power(2, least(attempts, 12)))
            where id = (
                select id from provider_revocation where next_try_at <= app_now()
                order by next_try_at limit 1 for update skip locked)
            returning id, provider, token, attempts
            """;

    private static final String SETTLE = "delete from provider_revocation where id = :id";

    private final JdbcClient jdbc;
    private final TimeOrderedIds ids;

    ProviderRevocations(JdbcClient jdbc, TimeOrderedIds ids) {
        this.jdbc = jdbc;
        this.ids = ids;
    }

    /** One to give back. */
    record Revocation(UUID id, String provider, byte[] token, int attempts) {}

    void add(Leftover leftover) {
        jdbc.sql(ADD)
                .param("id", ids.next())
                .param("provider", leftover.provider())
                .param("token", leftover.refreshToken())
                .update();
    }

    Optional<Revocation> take() {
        return jdbc.sql(TAKE)
                .query((row, number) ->
                        new Revocation(
                                row.getObject("id", UUID.class),
                                row.getString("provider"),
                                row.getBytes("token"),
                                row.getInt("attempts")))
                .optional();
    }

    void settle(Revocation revocation) {
        jdbc.sql(SETTLE).param("id", revocation.id()).update();
    }
}
