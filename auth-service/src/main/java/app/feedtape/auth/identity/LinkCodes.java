package app.feedtape.auth.identity;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.secret.Sealing;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a provider proved on the way of an app that links it: 60 seconds, used up by the first try.
 */
@Repository
class LinkCodes {

    private static final String CONTENT = "proven identity on its way to the app";

    private static final String ADD =
            """
            insert into identity_link_code (code_hash, account_id, code_challenge, proven, expires_at)
            values (:code, :account, :challenge, :proven, app_now() + interval '60 seconds')
            """;

    private static final String TAKE =
            """
            delete from identity_link_code where code_hash = :code
            returning account_id, code_challenge, proven, expires_at > app_now() as timely
            """;

    private static final String FORGET_OF =
            "delete from identity_link_code where account_id = :account";

    private static final String FORGET =
            "delete from identity_link_code where expires_at <= app_now()";

    private final JdbcClient jdbc;
    private final Sealing sealing;
    private final JsonMapper json;

    LinkCodes(JdbcClient jdbc, Sealing sealing, JsonMapper json) {
        this.jdbc = jdbc;
        this.sealing = sealing;
        this.json = json;
    }

    record LinkCode(UUID accountId, String codeChallenge, ProvenIdentity proven) {}

    void add(OneTimeSecret code, LinkCode content) {
        jdbc.sql(ADD)
                .param("code", code.hash())
                .param("account", content.accountId())
                .param("challenge", content.codeChallenge())
                .param("proven", sealing.seal(json.writeValueAsBytes(content.proven()), CONTENT))
                .update();
    }

    /** Uses a code up, whether or not the caller then proves to be entitled to it. */
    Optional<LinkCode> take(OneTimeSecret code) {
        record Taken(LinkCode content, boolean timely) {}
        return jdbc.sql(TAKE)
                .param("code", code.hash())
                .query((row, number) ->
                        new Taken(
                                new LinkCode(
                                        row.getObject("account_id", UUID.class),
                                        row.getString("code_challenge"),
                                        json.readValue(
                                                sealing.open(row.getBytes("proven"), CONTENT),
                                                ProvenIdentity.class)),
                                row.getBoolean("timely")))
                .optional()
                .filter(Taken::timely)
                .map(Taken::content);
    }

    void forgetOf(UUID accountId) {
        jdbc.sql(FORGET_OF).param("account", accountId).update();
    }

    void forgetExpired() {
        jdbc.sql(FORGET).update();
    }
}
