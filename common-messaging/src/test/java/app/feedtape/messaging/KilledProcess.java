package app.feedtape.messaging;

import app.feedtape.events.Topic;
import app.feedtape.events.UsageFact.UsageRecorded;
import app.feedtape.messaging.inbox.FactSubscription;
import app.feedtape.messaging.outbox.Outbox;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A process of its own that writes facts and takes in its own, until it is killed. Arguments are
 * settings.
 */
final class KilledProcess {

    private KilledProcess() {}

    @Configuration(proxyBeanMethods = false)
    static class Counting {
        @Bean
        FactSubscription<UsageRecorded> counting(JdbcClient jdbc) {
            return FactSubscription.of(
                    "killed-usage",
                    Topic.USAGE,
                    UsageRecorded.class,
                    fact ->
                            jdbc.sql("insert into taken (entry, characters) values (?, ?)")
                                    .params(fact.entryId(), fact.characters())
                                    .update());
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>();
        for (String argument : arguments) {
            String[] parts = argument.split("=", 2);
            settings.put(parts[0], parts[1]);
        }
        var service = TestService.application(settings, Counting.class).run();
        var transaction =
                new TransactionTemplate(service.getBean(PlatformTransactionManager.class));
        long most = Long.parseLong(String.valueOf(settings.get("test.facts")));
        for (long n = 0; n < most; n++) {
            transaction.executeWithoutResult(status ->
                    write(service.getBean(JdbcClient.class), service.getBean(Outbox.class)));
            // A few hundred a second: what is tested is dying, not catching up.
            LockSupport.parkNanos(3_000_000);
        }
        // Goes on taking in until it is killed.
        Thread.currentThread().join();
    }

    private static void write(JdbcClient jdbc, Outbox outbox) {
        UUID entry = UUID.randomUUID();
        jdbc.sql("insert into written (entry) values (?)").param(entry).update();
        UUID payer = new UUID(0, entry.getLeastSignificantBits() & 7);
        outbox.publish(
                new UsageRecorded(
                        entry,
                        payer,
                        payer,
                        LocalDate.EPOCH,
                        1,
                        entry,
                        "v",
                        "standard",
                        "en",
                        Instant.EPOCH));
    }
}
