package app.feedtape.tts;

import app.feedtape.messaging.entitlement.EntitlementsConfiguration;
import app.feedtape.messaging.privacy.PrivacyConfiguration;
import app.feedtape.messaging.standing.StandingConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Speech, audio, voices and the character ledger. */
@SpringBootApplication
@ConfigurationPropertiesScan
@EnableScheduling
@Import({EntitlementsConfiguration.class, StandingConfiguration.class, PrivacyConfiguration.class})
public class TtsApplication {
    public static void main(String[] arguments) {
        SpringApplication.run(TtsApplication.class, arguments);
    }
}
