package app.feedtape.auth.notification;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How our mail looks.
 *
 * @param mailFrom the sender, as in {@code FeedTape <no-reply@feedtape.app>}
 */
@ConfigurationProperties("feedtape.auth")
record MailSettings(String mailFrom) {}
