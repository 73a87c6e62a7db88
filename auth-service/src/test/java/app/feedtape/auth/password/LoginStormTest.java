package app.feedtape.auth.password;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.auth.AuthTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** More sign-ins at once than can be: some are told to come back, and nobody else notices. */
class LoginStormTest extends AuthTest {

    private static final int STORM = 100;

    @Test
    void aStormOfSignInsIsBoundedAndOthersAreServedMeanwhile() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> storm = new ArrayList<>();
            for (int number = 0; number < STORM; number++) {
                String address = "10.7.%d.%d".formatted(number / 200, number % 200 + 1);
                storm.add(threads.submit(() -> attempt(address)));
            }
            int served = 0;
            while (storm.stream().anyMatch(one -> !one.isDone())) {
                api.get("/.well-known/jwks.json").is(200);
                served++;
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> one : storm) {
                statuses.add(one.get());
            }
            int hashed = (int) statuses.stream().filter(status -> status == 401).count();
            assertThat(statuses).allMatch(status -> status == 401 || status == 503);
            assertThat(hashed).isPositive();
            // A hash costs many times what reading the keys costs; whoever stood in line behind the
            // hashes would be served fewer times than there are of them.
            assertThat(served).isGreaterThan(hashed);
        }
    }

    private int attempt(String address) {
        return api.post(
                        "/auth/login",
                        "{\"email\":\"%s@example.com\",\"password\":\"Wrong-Password-1\"}"
                                .formatted(UUID.randomUUID()),
                        "X-Forwarded-For",
                        address)
                .status();
    }
}
