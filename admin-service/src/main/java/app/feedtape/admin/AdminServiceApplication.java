package app.feedtape.admin;

import app.feedtape.messaging.privacy.PrivacyConfiguration;
import app.feedtape.messaging.standing.StandingConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Import;

/** The control room: a read model of everything, for operators. */
@SpringBootApplication
@Import({StandingConfiguration.class, PrivacyConfiguration.class})
public class AdminServiceApplication {

    public static void main(String[] arguments) {
        SpringApplication.run(AdminServiceApplication.class, arguments);
    }
}
