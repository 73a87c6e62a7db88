package app.feedtape.billing;

import app.feedtape.billing.CrashPoint.Moment;
import app.feedtape.test.AnotherInstance;
import java.io.IOException;
import java.util.List;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A second instance of the service, beside the one under test. It may be told to die at a {@link
 * CrashPoint}.
 */
final class OtherInstance {

    private OtherInstance() {}

    /**
     * @param point where it dies
     * @param event of which webhook it dies; whatever comes before it outlives
     */
    static AnotherInstance start(ConfigurableEnvironment first, CrashPoint point, String event) {
        return AnotherInstance.start(
                OtherInstance.class,
                first,
                AnotherInstance.sameClassPath(),
                List.of("--crash.point=" + point, "--crash.event=" + event));
    }

    public static void main(String[] arguments) throws IOException {
        AnotherInstance.sayWhere(
                AnotherInstance.begin(BillingService.class, Dying.class, arguments));
    }

    /** Only a test starts an instance that knows of this. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Dying {

        /** Others come by these places too: it is one webhook that it dies of. */
        private static volatile boolean hasTheWebhook;

        @Bean
        static BeanPostProcessor dying(Environment environment) {
            CrashPoint point = environment.getRequiredProperty("crash.point", CrashPoint.class);
            String event = environment.getRequiredProperty("crash.event");
            return new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    Class<?> type = AopUtils.getTargetClass(bean);
                    return point.isIn(type) || CrashPoint.TAKEN.isIn(type)
                            ? watched(bean, point, event)
                            : bean;
                }
            };
        }

        private static Object watched(Object bean, CrashPoint point, String event) {
            ProxyFactory factory = new ProxyFactory(bean);
            factory.setProxyTargetClass(true);
            factory.addAdvice(
                    (MethodInterceptor)
                            call -> {
                                String method = call.getMethod().getName();
                                hasTheWebhook |=
                                        CrashPoint.TAKEN.isAt(method, Moment.BEFORE)
                                                && call.getArguments()[0]
                                                        .toString()
                                                        .contains(event);
                                pass(point, method, Moment.BEFORE);
                                Object answer = call.proceed();
                                pass(point, method, Moment.AFTER);
                                return answer;
                            });
            return factory.getProxy();
        }

        private static void pass(CrashPoint point, String method, Moment side) {
            if (!hasTheWebhook || !point.isAt(method, side)) {
                return;
            }
            if (!point.isAfterTheCommit()) {
                AnotherInstance.die();
            }
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            AnotherInstance.die();
                        }
                    });
        }
    }
}
