package app.feedtape.auth.notification;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** How mail servers are spoken to. */
@Configuration(proxyBeanMethods = false)
class MailConfiguration {

    @Bean
    BoundedConversation boundedConversation(JavaMailSenderImpl sender, MailSettings settings) {
        BoundedConversation conversation = new BoundedConversation(settings.mailPatience());
        sender.getJavaMailProperties().put("mail.smtp.socketFactory", conversation);
        return conversation;
    }
}
