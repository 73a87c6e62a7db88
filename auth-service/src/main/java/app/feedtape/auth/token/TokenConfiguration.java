package app.feedtape.auth.token;

import app.feedtape.auth.secret.OneTimeSecret;
import app.feedtape.auth.secret.Sealing;
import app.feedtape.web.WebSettings;
import app.feedtape.web.call.ServiceTokens;
import app.feedtape.web.paging.Cursors;
import app.feedtape.web.token.TokenVerifier;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Where other services ask auth over the network, auth asks itself. */
@Configuration(proxyBeanMethods = false)
class TokenConfiguration {

    @Bean
    TokenVerifier ownTokenVerifier(WebSettings settings, Keyring keyring, Clock clock) {
        return new TokenVerifier(settings.issuer(), settings.service(), keyring, clock);
    }

    @Bean
    ServiceTokens ownServiceTokens(WebSettings settings, ServiceTokenIssue tokens, Clock clock) {
        return new ServiceTokens(
                (audience, operatorToken) -> {
                    if (operatorToken != null) {
                        throw new UnsupportedOperationException(
                                "auth-service calls nobody in an operator's name");
                    }
                    return CompletableFuture.completedFuture(
                            new ServiceTokens.Issued(
                                    tokens.issue(settings.service(), audience, null),
                                    ServiceTokenIssue.LIFE));
                },
                clock);
    }

    @Bean
    Cursors ownCursors(Sealing sealing) {
        return new Cursors(OneTimeSecret.encode(sealing.derive("cursors")));
    }
}
