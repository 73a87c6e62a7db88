package app.feedtape.tts.sharing;

import app.feedtape.events.PublicTextFact.TextPublished;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where hashes of public texts come in. */
@Configuration(proxyBeanMethods = false)
class SharingConfiguration {

    @Bean
    FactSubscription<TextPublished> publicTextSubscription(PublicTexts texts) {
        return FactSubscription.of(
                "tts-service-public-texts", Topic.PUBLIC_TEXT, TextPublished.class, texts::apply);
    }
}
