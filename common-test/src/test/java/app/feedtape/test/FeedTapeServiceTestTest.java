package app.feedtape.test;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.web.token.Caller;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

@FeedTapeServiceTest(faults = true)
@Import(MovableClock.Wiring.class)
class FeedTapeServiceTestTest {
    @SpringBootApplication
    static class SmallService {
        @RestController
        static class WhoAmIController {
            @GetMapping("/api/who")
            String who(Caller caller) {
                return caller.accountId().toString();
            }
        }
    }

    @Autowired JdbcClient jdbc;

    @Autowired Clock serviceClock;

    @Autowired MovableClock clock;

    @LocalServerPort int port;

    @Test
    void aServiceStartsOnItsOwnSchemaAndBelievesTheTestIdentity()
            throws IOException, InterruptedException {
        var account = UUID.randomUUID();
        assertThat(jdbc.sql("select count(*) from auth.thing").query(Integer.class).single())
                .isZero();
        assertThat(get(TestIdentity.shared().accessToken().account(account).bearer()).body())
                .isEqualTo(account.toString());
        assertThat(
                        get(TestIdentity.shared().accessToken().withBrokenSignature().bearer())
                                .statusCode())
                .isEqualTo(401);
    }

    @Test
    void movedTimeIsTheTimeOfTheServiceItsDatabaseAndItsTokens()
            throws IOException, InterruptedException {
        var old = TestIdentity.shared().accessToken().bearer();
        clock.advance(Duration.ofDays(8));

        assertThat(serviceClock).isSameAs(clock);
        assertThat(Duration.between(databaseTime(), clock.instant()).abs())
                .isLessThan(Duration.ofSeconds(5));
        assertThat(get(old).body()).contains("TOKEN_EXPIRED");
        assertThat(get(TestIdentity.shared().accessToken().bearer()).statusCode()).isEqualTo(200);
    }

    private Instant databaseTime() {
        return jdbc.sql("select app_now()").query(Timestamp.class).single().toInstant();
    }

    private HttpResponse<String> get(String authorization)
            throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://localhost:%d/api/who".formatted(port)))
                            .header("Authorization", authorization)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
