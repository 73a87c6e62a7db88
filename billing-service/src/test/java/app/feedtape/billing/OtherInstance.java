package app.feedtape.billing;

import app.feedtape.billing.CrashPoint.Moment;
import app.feedtape.messaging.view.TopicView;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * A second instance of the service in a process of its own, beside the one under test: same
 * database, same broker, same stores. It may be told to die at a {@link CrashPoint}, as by kill -9:
 * no hook runs, nothing is flushed, its connections are closed by the system.
 */
final class OtherInstance implements AutoCloseable {

    private static final int KILLED = 137;

    private final Process process;
    private final Path portFile;

    private OtherInstance(Process process, Path portFile) {
        this.process = process;
        this.portFile = portFile;
    }

    /**
     * @param point where it dies
     * @param event of which webhook it dies; whatever comes before it outlives
     */
    static OtherInstance start(ConfigurableEnvironment first, CrashPoint point, String event) {
        try {
            Path portFile = Files.createTempFile("other-instance", ".port");
            List<String> words = new ArrayList<>();
            words.add(new File(System.getProperty("java.home"), "bin/java").toString());
            words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"));
            words.addAll(List.of("-cp", System.getProperty("java.class.path")));
            words.add(OtherInstance.class.getName());
            settings(first).forEach(words::add);
            words.add("--crash.point=" + point);
            words.add("--crash.event=" + event);
            words.add("--crash.port-file=" + portFile);
            return new OtherInstance(
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(
                                    ProcessBuilder.Redirect.appendTo(
                                            new File("target/other-instance.log")))
                            .start(),
                    portFile);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What the instance under test was told, the engines' addresses among it. */
    private static Stream<String> settings(ConfigurableEnvironment first) {
        return first.getPropertySources().stream()
                .filter(source -> source.getName().contains("est"))
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source ->
                        Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
                .distinct()
                .map(name -> "--" + name + "=" + first.getProperty(name));
    }

    /** Where it listens, once it is ready. */
    int port() {
        Awaitility.await("a port")
                .atMost(Duration.ofMinutes(2))
                .until(() -> !process.isAlive() || Files.size(portFile) > 0);
        try {
            return Integer.parseInt(Files.readString(portFile));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether it is dead, and died of this. */
    boolean hasDied() throws InterruptedException {
        return process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == KILLED;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(portFile);
    }

    public static void main(String[] arguments) throws IOException {
        ConfigurableApplicationContext context =
                new SpringApplication(BillingService.class, Dying.class).run(arguments);
        Awaitility.await("views")
                .atMost(Duration.ofMinutes(2))
                .until(() ->
                        context.getBeansOfType(TopicView.class).values().stream()
                                .allMatch(TopicView::isCaughtUp));
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        Path file = Path.of(context.getEnvironment().getRequiredProperty("crash.port-file"));
        Files.writeString(file, String.valueOf(port));
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
                die();
            }
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            die();
                        }
                    });
        }

        private static void die() {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
