package app.feedtape.messaging.view;

import app.feedtape.messaging.KafkaConnection;
import app.feedtape.messaging.MessagingAutoConfiguration;
import app.feedtape.messaging.TopicCreation;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The maker of views; needs no database. */
@AutoConfiguration(after = MessagingAutoConfiguration.class)
public class ViewAutoConfiguration {

    @Bean
    Views views(KafkaConnection connection, TopicCreation topics, Clock clock) {
        return new Views(connection, topics, clock);
    }
}
