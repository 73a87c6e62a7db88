package app.feedtape.web.idempotency;

import app.feedtape.web.WebAutoConfiguration;
import app.feedtape.web.time.TimeOrderedIds;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Idempotency keys where a service has a database. */
@AutoConfiguration(
        after = WebAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration",
            "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
            "org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration"
        })
@ConditionalOnClass(JdbcClient.class)
@EnableScheduling
public class IdempotencyAutoConfiguration {

    @Bean
    @ConditionalOnBean(JdbcClient.class)
    Idempotency idempotency(
            JdbcClient jdbc, PlatformTransactionManager transactions, TimeOrderedIds ids) {
        return new Idempotency(jdbc, new TransactionTemplate(transactions), ids);
    }

    @Bean
    @ConditionalOnBean(Idempotency.class)
    AnsweredOnce answeredOnce(
            Idempotency idempotency, PlatformTransactionManager transactions, JsonMapper json) {
        return new AnsweredOnce(idempotency, new TransactionTemplate(transactions), json);
    }

    @Bean
    @ConditionalOnBean(Idempotency.class)
    KeyCleanUp keyCleanUp(Idempotency idempotency) {
        return new KeyCleanUp(idempotency);
    }
}
