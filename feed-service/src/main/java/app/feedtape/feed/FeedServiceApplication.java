package app.feedtape.feed;

import app.feedtape.messaging.entitlement.EntitlementsConfiguration;
import app.feedtape.messaging.privacy.PrivacyConfiguration;
import app.feedtape.messaging.standing.StandingConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;

/** Feeds, articles, fetching, suggestions. */
@SpringBootApplication
@ConfigurationPropertiesScan
@Import({EntitlementsConfiguration.class, StandingConfiguration.class, PrivacyConfiguration.class})
public class FeedServiceApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(FeedServiceApplication.class, arguments);
    }
}
