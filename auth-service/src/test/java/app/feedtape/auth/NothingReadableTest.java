package app.feedtape.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.Api.Pair;
import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.test.TestEngines;
import app.feedtape.test.TestInfrastructure;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever gets hold of a dump of the schema, whatever tables it will have, can be nobody by it. */
class NothingReadableTest extends AuthTest {

    private static final String TABLES =
            "select table_name from information_schema.tables where table_schema = 'auth' and table_type = 'BASE TABLE'";

    @Test
    void noTokenThatWasEverIssuedIsInADumpOfTheSchema() throws SQLException {
        List<String> issued = new ArrayList<>();
        Pair pair = signIn(somebody());
        for (int turn = 0; turn < 3; turn++) {
            issued.add(pair.refreshToken());
            issued.add(pair.token());
            pair = api.refresh(pair.refreshToken()).pair();
        }
        issued.add(pair.refreshToken());
        OneTimeSecret verifier = OneTimeSecret.make();
        String begin =
                "/auth/oauth/github?mobile=true&code_challenge_method=S256&code_challenge="
                        + verifier.challenge();
        issued.add(
                FakeGitHub.query(api.get(begin).header("Location").split("\\?")[1]).get("state"));
        issued.add(Api.deepLink(api.comeBack(GITHUB, somebody(), begin)).get("code"));
        issued.add(api.serviceToken("feed-service", secret("feed-service"), "tts-service"));
        String dump = dump();
        assertThat(dump).contains(pair.claim("sid"));
        for (String secret : issued) {
            assertThat(spellings(secret))
                    .allSatisfy(spelling -> assertThat(dump.contains(spelling)).isFalse());
        }
        assertThat(dump).doesNotContain("\"d\":", "PRIVATE KEY");
    }

    /** As text, as the bytes of the text, and as the bytes it stands for. */
    private static List<String> spellings(String secret) {
        List<String> spellings = new ArrayList<>();
        spellings.add(secret);
        spellings.add(HexFormat.of().formatHex(secret.getBytes(StandardCharsets.US_ASCII)));
        if (OneTimeSecret.hasForm(secret)) {
            spellings.add(HexFormat.of().formatHex(Base64.getUrlDecoder().decode(secret)));
        }
        return spellings;
    }

    private static String dump() throws SQLException {
        TestEngines.Database database = TestInfrastructure.postgres();
        StringBuilder dump = new StringBuilder();
        try (Connection administrator =
                        DriverManager.getConnection(
                                TestInfrastructure.postgresUrl(),
                                database.user(),
                                database.password());
                var statement = administrator.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (var rows = statement.executeQuery(TABLES)) {
                while (rows.next()) {
                    tables.add(rows.getString(1));
                }
            }
            for (String table : tables) {
                try (var rows =
                        statement.executeQuery(
                                "select row_to_json(t)::text from auth.\"" + table + "\" t")) {
                    while (rows.next()) {
                        dump.append(rows.getString(1)).append('\n');
                    }
                }
            }
        }
        return dump.toString();
    }
}
