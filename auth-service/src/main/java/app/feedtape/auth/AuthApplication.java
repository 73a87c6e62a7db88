package app.feedtape.auth;

import app.feedtape.messaging.audit.AuditConfiguration;
import app.feedtape.messaging.entitlement.EntitlementsConfiguration;
import app.feedtape.messaging.privacy.ClosedAccountsConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/** People, ways in, sessions, tokens, listener settings. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
@Import({
    AuditConfiguration.class,
    EntitlementsConfiguration.class,
    ClosedAccountsConfiguration.class
})
public class AuthApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(AuthApplication.class, arguments);
    }
}
