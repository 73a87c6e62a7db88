package app.feedtape.tts;

import app.feedtape.messaging.view.TopicView;
import app.feedtape.tts.audio.AudioStorage;
import app.feedtape.tts.ledger.CharacterLedger;
import app.feedtape.tts.synthesis.SpeechEngine;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.aopalliance.intercept.MethodInterceptor;
import org.awaitility.Awaitility;
import org.springframework.aop.framework.ProxyFactory;
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
 * An instance of the service in a process of its own that dies at a {@link CrashPoint}, as by kill
 * -9: no hook runs, nothing is flushed, its connections are closed by the system.
 */
final class DyingInstance implements AutoCloseable {

    private static final int KILLED = 137;

    private final Process process;
    private final Path portFile;

    private DyingInstance(Process process, Path portFile) {
        this.process = process;
        this.portFile = portFile;
    }

    /**
     * @param after how often the point is passed before it is the last
     */
    static DyingInstance start(
            ConfigurableEnvironment first, QuickStart quickly, CrashPoint point, int after)
            throws IOException {
        return start(
                quickly.used(), first, List.of("--crash.point=" + point, "--crash.after=" + after));
    }

    /** One that starts and ends in order, so that those after it start sooner. */
    static void teach(ConfigurableEnvironment first, QuickStart quickly)
            throws IOException, InterruptedException {
        List<String> inOrder =
                List.of(
                        "--crash.point=" + CrashPoint.SPEAKING,
                        "--crash.after=1",
                        "--crash.not=true");
        try (DyingInstance taught = start(quickly.learned(), first, inOrder)) {
            if (!taught.process.waitFor(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException("An instance does not end");
            }
        }
    }

    private static DyingInstance start(
            List<String> virtualMachine, ConfigurableEnvironment first, List<String> crash)
            throws IOException {
        Path portFile = Files.createTempFile("dying-instance", ".port");
        List<String> words = new ArrayList<>();
        words.add(new File(System.getProperty("java.home"), "bin/java").toString());
        words.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx384m"));
        words.addAll(virtualMachine);
        words.add(DyingInstance.class.getName());
        first.getPropertySources().stream()
                .filter(source -> source.getName().contains("est"))
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source ->
                        List.of(((EnumerablePropertySource<?>) source).getPropertyNames()).stream())
                .distinct()
                .forEach(name -> words.add("--" + name + "=" + first.getProperty(name)));
        words.addAll(crash);
        words.add("--crash.port-file=" + portFile);
        return new DyingInstance(
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(
                                        new File("target/dying-instance.log")))
                        .start(),
                portFile);
    }

    int port() {
        Awaitility.await("a port")
                .atMost(Duration.ofMinutes(2))
                .until(() -> !process.isAlive() || Files.size(portFile) > 0);
        try {
            return Integer.parseInt(Files.readString(portFile));
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        }
    }

    void kill() {
        process.destroyForcibly();
    }

    /** Whether it is dead, and died of this. */
    boolean hasDied() throws InterruptedException {
        return process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == KILLED;
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(portFile);
    }

    public static void main(String[] arguments) throws IOException {
        ConfigurableApplicationContext context =
                new SpringApplication(TtsApplication.class, Dying.class).run(arguments);
        Awaitility.await("views")
                .atMost(Duration.ofMinutes(2))
                .until(() ->
                        context.getBeansOfType(TopicView.class).values().stream()
                                .allMatch(TopicView::isCaughtUp));
        if (context.getEnvironment().getProperty("crash.not", Boolean.class, false)) {
            context.close();
            return;
        }
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        Files.writeString(
                Path.of(context.getEnvironment().getRequiredProperty("crash.port-file")),
                String.valueOf(port));
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
                Runtime.getRuntime().halt(KILLED);
            }
        }
    }
}
