package app.feedtape.messaging;

import app.feedtape.web.WebSettings;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.KafkaAdmin.NewTopics;

/** The connection to the broker and the topics on it. */
@AutoConfiguration(before = KafkaAutoConfiguration.class)
public class MessagingAutoConfiguration {

    @Bean
    KafkaConnection kafkaConnection(
            WebSettings settings, KafkaProperties properties, KafkaConnectionDetails details) {
        return new KafkaConnection(settings.service(), properties, details);
    }

    @Bean
    NewTopics topics() {
        return Topics.all();
    }

    /** Creates nothing by itself: a broker that is away would hold up the start of the service. */
    @Bean
    @ConditionalOnMissingBean
    KafkaAdmin kafkaAdmin(KafkaConnection connection) {
        KafkaAdmin admin = new KafkaAdmin(connection.adminSettings());
        admin.setAutoCreate(false);
        admin.setFatalIfBrokerNotAvailable(true);
        admin.setModifyTopicConfigs(true);
        admin.setOperationTimeout(5);
        return admin;
    }

    @Bean
    TopicCreation topicCreation(KafkaAdmin admin) {
        return new TopicCreation(admin);
    }
}
