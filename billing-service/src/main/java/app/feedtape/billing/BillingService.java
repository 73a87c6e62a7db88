package app.feedtape.billing;

import app.feedtape.messaging.audit.AuditConfiguration;
import app.feedtape.messaging.privacy.PrivacyConfiguration;
import app.feedtape.messaging.standing.StandingConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Plans, purchases, subscriptions, entitlements. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
@Import({AuditConfiguration.class, StandingConfiguration.class, PrivacyConfiguration.class})
public class BillingService {

    public static void main(String[] arguments) {
        SpringApplication.run(BillingService.class, arguments);
    }
}
