package app.feedtape.auth.settings;

import app.feedtape.events.Topic;
import app.feedtape.events.VoiceFact.VoiceChanged;
import app.feedtape.messaging.view.StateView;
import app.feedtape.messaging.view.Views;
import java.util.function.Function;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where the voices are learned from. */
@Configuration(proxyBeanMethods = false)
class SettingsConfiguration {

    @Bean
    StateView<String, Boolean> voiceOffers(Views views) {
        return views.state(
                Topic.VOICE,
                VoiceChanged.class,
                Function.identity(),
                VoiceChanged::version,
                VoiceChanged::offered);
    }
}
