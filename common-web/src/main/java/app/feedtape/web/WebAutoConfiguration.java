package app.feedtape.web;

import app.feedtape.web.call.ServiceClient;
import app.feedtape.web.call.ServiceTokens;
import app.feedtape.web.decision.Decisions;
import app.feedtape.web.paging.Cursors;
import app.feedtape.web.time.AdjustableClock;
import app.feedtape.web.time.TimeOrderedIds;
import app.feedtape.web.token.TokenVerifier;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** The parts that servlet and reactive services share. */
@AutoConfiguration(
        beforeName = "org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration")
@EnableConfigurationProperties(WebSettings.class)
public class WebAutoConfiguration {

    private static final int MINIMUM_SECRET_CHARACTERS = 32;

    @Bean
    @ConditionalOnMissingBean(Clock.class)
    AdjustableClock clock() {
        return AdjustableClock.system();
    }

    @Bean
    TimeOrderedIds timeOrderedIds(Clock clock) {
        return new TimeOrderedIds(clock);
    }

    /** One client for calls between services: few connections, never a redirect. */
    @Bean
    @ConditionalOnMissingBean
    HttpClient serviceHttpClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(1))
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Bean
    @ConditionalOnMissingBean
    TokenVerifier tokenVerifier(WebSettings settings, HttpClient http, Clock clock) {
        return new TokenVerifier(
                settings.issuer(),
                settings.service(),
                settings.address("auth-service").resolve("/.well-known/jwks.json"),
                http,
                clock);
    }

    @Bean
    @ConditionalOnMissingBean
    ServiceTokens serviceTokens(
            WebSettings settings, HttpClient http, JsonMapper json, Clock clock) {
        requireSecret(settings);
        return new ServiceTokens(
                settings.address("auth-service"),
                settings.service(),
                settings.serviceSecret(),
                http,
                json,
                clock);
    }

    @Bean
    ServiceClient serviceClient(
            WebSettings settings, ServiceTokens tokens, HttpClient http, JsonMapper json) {
        return new ServiceClient(settings.services(), tokens, http, json);
    }

    @Bean
    @ConditionalOnMissingBean
    Cursors cursors(WebSettings settings) {
        requireSecret(settings);
        return new Cursors(settings.serviceSecret());
    }

    @Bean
    @ConditionalOnMissingBean
    Decisions decisions(WebSettings settings, Clock clock, ObjectProvider<MeterRegistry> meters) {
        return new Decisions(
                settings.decisionSecret(), settings.service(), clock, meters::getIfAvailable);
    }

    private static void requireSecret(WebSettings settings) {
        if (settings.serviceSecret().length() < MINIMUM_SECRET_CHARACTERS) {
            throw new IllegalStateException(
                    "FEEDTAPE_SERVICE_SECRET must be set to at least %d characters."
                            .formatted(MINIMUM_SECRET_CHARACTERS));
        }
    }

    /**
     * Strict at the edge: no member twice, nothing after the end, no text where a number belongs.
     */
    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return mapper ->
                mapper.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                        .withCoercionConfig(
                                LogicalType.Textual,
                                text ->
                                        text.setCoercion(
                                                        CoercionInputShape.Integer,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Float,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Boolean,
                                                        CoercionAction.Fail));
    }
}
