package app.feedtape.billing;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Plans, purchases, subscriptions, entitlements. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
public class BillingService {

    public static void main(String[] arguments) {
        SpringApplication.run(BillingService.class, arguments);
    }
}
