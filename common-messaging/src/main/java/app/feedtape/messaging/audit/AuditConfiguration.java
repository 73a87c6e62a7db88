package app.feedtape.messaging.audit;

import app.feedtape.messaging.outbox.Outbox;
import app.feedtape.web.time.TimeOrderedIds;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The trail; imported by services that have the table {@code audit_entry}. */
@Configuration(proxyBeanMethods = false)
public class AuditConfiguration {

    @Bean
    AuditTrail auditTrail(
            @Value("${spring.application.name}") String service,
            JdbcClient jdbc,
            Outbox outbox,
            TimeOrderedIds ids) {
        return new AuditTrail(service, jdbc, outbox, ids);
    }
}
