package app.feedtape.auth.life;

import app.feedtape.auth.account.Exported;
import app.feedtape.auth.session.Sessions;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What of sessions, ways in, keys and mail a person gets with their export. */
@Configuration(proxyBeanMethods = false)
class OwnExport {

    private static final String IDENTITIES =
            """
            select provider, email, email_verified, linked_at, last_used_at from identity
            where account_id = :account order by linked_at
            """;

    private static final String MAILS =
            """
            select template, state, created_at, settled_at from mail
            where account_id = :account order by created_at
            """;

    private static final String KEYS =
            """
            select name, prefix, array_to_string(scopes, ' ') as scopes, created_at, expires_at, last_used_at, revoked_at
            from api_key where account_id = :account order by created_at
            """;

    private static final String PASSKEYS =
            """
            select name, backed_up, created_at, last_used_at from passkey
            where account_id = :account order by created_at
            """;

    /** When, and never what: a password and a second factor are nobody's to read. */
    private static final String PROOFS =
            """
            select 'password' as method, set_at as since from password where account_id = :account
            union all
            select 'second_factor', confirmed_at from second_factor
            where account_id = :account and confirmed_at is not null
            order by since
            """;

    private record Part(String name, Function<UUID, Object> content) implements Exported {

        @Override
        public Object export(UUID accountId) {
            return content.apply(accountId);
        }
    }

    @Bean
    Exported sessionsExport(Sessions sessions) {
        return new Part(
                "sessions",
                account ->
                        sessions.list(account).stream()
                                .map(session ->
                                        Map.of(
                                                "ip", session.device().address(),
                                                "user_agent", session.device().userAgent(),
                                                "started_at", session.startedAt(),
                                                "last_seen_at", session.lastSeenAt()))
                                .toList());
    }

    @Bean
    Exported identitiesExport(JdbcClient jdbc) {
        return new Part("identities", account -> rows(jdbc, IDENTITIES, account));
    }

    @Bean
    Exported passkeysExport(JdbcClient jdbc) {
        return new Part("passkeys", account -> rows(jdbc, PASSKEYS, account));
    }

    @Bean
    Exported proofsExport(JdbcClient jdbc) {
        return new Part("proofs", account -> rows(jdbc, PROOFS, account));
    }

    @Bean
    Exported keysExport(JdbcClient jdbc) {
        return new Part("keys", account -> rows(jdbc, KEYS, account));
    }

    @Bean
    Exported mailsExport(JdbcClient jdbc) {
        return new Part("mails", account -> rows(jdbc, MAILS, account));
    }

    private static List<Map<String, Object>> rows(JdbcClient jdbc, String sql, UUID account) {
        return jdbc.sql(sql).param("account", account).query().listOfRows();
    }
}
