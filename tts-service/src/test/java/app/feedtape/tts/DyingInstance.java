package app.feedtape.tts;

import app.feedtape.test.AnotherInstance;
import app.feedtape.tts.audio.AudioStorage;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.synthesis.SpeechEngine;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** An instance of the service that dies at a {@link CrashPoint}. */
final class DyingInstance {

    private DyingInstance() {}

    /**
     * @param after how often the point is passed before it is the last
     */
    static AnotherInstance start(
            ConfigurableEnvironment first, QuickStart quickly, CrashPoint point, int after) {
        return AnotherInstance.start(
                DyingInstance.class,
                first,
                quickly.used(),
                List.of("--crash.point=" + point, "--crash.after=" + after));
    }

    /** One that starts and ends in order, so that those after it start sooner. */
    static void teach(ConfigurableEnvironment first, QuickStart quickly)
            throws IOException, InterruptedException {
        List<String> inOrder =
                List.of(
                        "--crash.point=" + CrashPoint.SPEAKING,
                        "--crash.after=1",
                        "--crash.not=true");
        try (AnotherInstance taught =
                AnotherInstance.start(DyingInstance.class, first, quickly.learned(), inOrder)) {
            if (!taught.hasEnded(Duration.ofMinutes(5))) {
                throw new IllegalStateException("An instance does not end");
            }
        }
    }

    public static void main(String[] arguments) throws IOException {
        ConfigurableApplicationContext context =
                AnotherInstance.begin(TtsApplication.class, Dying.class, arguments);
        if (context.getEnvironment().getProperty("crash.not", Boolean.class, false)) {
            context.close();
            return;
        }
        AnotherInstance.sayWhere(context);
    }

    @TestConfiguration(proxyBeanMethods = false)
    static class Dying {

        @Bean
        static BeanPostProcessor dying(Environment environment) {
            CrashPoint point = environment.getRequiredProperty("crash.point", CrashPoint.class);
            AtomicInteger left =
                    new AtomicInteger(
                            environment.getRequiredProperty("crash.after", Integer.class));
            MethodInterceptor interceptor =
                    call -> {
                        Object answer = call.proceed();
                        if (point.follows(call.getMethod().getName())) {
                            reach(point, left);
                        }
                        return answer;
                    };
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    return bean instanceof CharacterLedger
                                    || bean instanceof SpeechEngine
                                    || bean instanceof AudioStorage
                            ? proxy(bean, interceptor)
                            : bean;
                }
            };
        }

        private static Object proxy(Object bean, MethodInterceptor interceptor) {
            ProxyFactory factory = new ProxyFactory(bean);
            factory.setProxyTargetClass(bean instanceof CharacterLedger);
            factory.addAdvice(interceptor);
            return factory.getProxy();
        }

        private static void reach(CrashPoint point, AtomicInteger left) {
            if (!point.isCommitted()) {
                pass(left);
                return;
            }
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            pass(left);
                        }
                    });
        }

        private static void pass(AtomicInteger left) {
            if (left.decrementAndGet() == 0) {
                AnotherInstance.die();
            }
        }
    }
}
