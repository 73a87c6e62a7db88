package app.feedtape.messaging.privacy;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Only the memory of deleted accounts, for the service that asks the others. */
@Configuration(proxyBeanMethods = false)
public class ClosedAccountsConfiguration {

    @Bean
    ClosedAccounts closedAccounts(JdbcClient jdbc) {
        return new ClosedAccounts(jdbc);
    }
}
