package app.feedtape.feed.article;

import app.feedtape.events.ArticleFact.InterestChanged;
import app.feedtape.events.Topic;
import app.feedtape.messaging.inbox.FactSubscription;
import app.feedtape.messaging.privacy.ClosedAccounts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which accounts want to be told of new articles, as billing-service says it. */
@Configuration(proxyBeanMethods = false)
class ArticleListeners {

    private static final String LEARN =
            """
            insert into article_listener (account_id, version, wanted) values (:account, :version, :wanted)
            on conflict (account_id) do update set version = excluded.version, wanted = excluded.wanted
            where article_listener.version < excluded.version
            """;

    @Bean
    FactSubscription<InterestChanged> feedArticleListeners(JdbcClient jdbc, ClosedAccounts closed) {
        return FactSubscription.of(
                "feed-service-article-listeners",
                Topic.ARTICLE_INTEREST,
                InterestChanged.class,
                fact -> {
                    if (!closed.isClosed(fact.accountId())) {
                        jdbc.sql(LEARN)
                                .param("account", fact.accountId())
                                .param("version", fact.version())
                                .param("wanted", fact.wanted())
                                .update();
                    }
                });
    }
}
