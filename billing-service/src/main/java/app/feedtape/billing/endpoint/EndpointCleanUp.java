package app.feedtape.billing.endpoint;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Forgets events with their deliveries after 30 days, but none that is still to be delivered. */
@Component
class EndpointCleanUp {

    private static final String FORGET =
            """
            delete from endpoint_event where id = any(array(
                select v.id from endpoint_event v
                where v.recorded_at < app_now() - interval '30 days'
                    and not exists (select from endpoint_delivery d
                        where d.event_id = v.id and d.state = 'pending')
                order by v.recorded_at limit 1000))
            """;

    private final JdbcClient jdbc;

    EndpointCleanUp(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Scheduled(fixedDelay = 3_600_000, initialDelay = 120_000)
    void forget() {
        int forgotten;
        do {
            forgotten = jdbc.sql(FORGET).update();
        } while (forgotten > 0);
    }
}
