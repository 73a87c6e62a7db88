package app.feedtape.web.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.web.problem.ErrorCode;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Over a real connection: half an answer is never taken for a whole one. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "feedtape.service=edge-service",
            "feedtape.service-secret=0123456789012345678901234567890123456789",
            "feedtape.decision-secret=rpXyt6uY02FeLGimLjDPFMjd+5xhRGkuZ5o7Lq1Ic7Y=",
            "feedtape.services[auth-service]=http://127.0.0.1:9",
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration"
        })
class BrokenTransfersTest {

    private static final Map<String, Exception> FAILURES =
            Map.of(
                    "a bug", new IllegalStateException("half way"),
                    "a refusal", ErrorCode.QUOTA_EXCEEDED.because("Enough for today."),
                    "a database that is away", new DataAccessResourceFailureException("away"),
                    "a database that hangs up",
                            new CannotCreateTransactionException("away", new EOFException()),
                    "a rollback on a lost connection",
                            new TransactionSystemException(
                                    "JDBC rollback failed",
                                    new SQLException("Connection is closed")),
                    "a storage that hangs up", new IOException("Connection reset by peer"));

    @SpringBootApplication
    @Import(HalfController.class)
    static class HalfApplication {}

    @RestController
    static class HalfController {
        @PublicEndpoint
        @GetMapping("/half/{failure}")
        void half(@PathVariable String failure, HttpServletResponse response) throws Exception {
            response.getOutputStream().write(new byte[1_000]);
            response.flushBuffer();
            throw FAILURES.get(failure);
        }

        @PublicEndpoint
        @GetMapping("/none/{failure}")
        void none(@PathVariable String failure) throws Exception {
            throw FAILURES.get(failure);
        }
    }

    @LocalServerPort private int port;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a bug",
                "a refusal",
                "a database that is away",
                "a database that hangs up",
                "a rollback on a lost connection",
                "a storage that hangs up"
            })
    void whateverFailsInTheMiddleOfAnAnswerBreaksTheTransferOff(String failure) {
        String path = "/half/" + failure.replace(" ", "%20");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            assertThat(FAILURES).containsKey(failure);
            assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofByteArray()))
                    .isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a database that is away",
                "a database that hangs up",
                "a rollback on a lost connection"
            })
    void beforeTheAnswerALostDatabaseIsToldWithWhenToComeBack(String failure) throws Exception {
        String path = "/none/" + failure.replace(" ", "%20");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path)).build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
        }
    }
}
