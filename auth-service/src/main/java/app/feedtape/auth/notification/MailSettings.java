package app.feedtape.auth.notification;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How our mail looks and how long a mail server may take.
 *
 * @param mailFrom the sender, as in {@code FeedTape <no-reply@feedtape.app>}
 * @param mailPatience for the whole of one mail; below the five minutes it is claimed for
 */
@ConfigurationProperties("feedtape.auth")
record MailSettings(String mailFrom, @DefaultValue("4m") Duration mailPatience) {}
