package app.feedtape.web.work;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** What a service does by itself. */
class WorkTest {

    @EnableScheduling
    static class Work {

        final CountDownLatch answer = new CountDownLatch(1);
        final CountDownLatch renewals = new CountDownLatch(3);

        @Scheduled(fixedDelay = 1)
        void waitForSomebodySlow() throws InterruptedException {
            answer.await();
        }

        @Scheduled(fixedDelay = 1)
        void renewALease() {
            renewals.countDown();
        }
    }

    @Test
    void workThatWaitsForSomebodyDoesNotHoldUpOtherWork() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(
                                WorkAutoConfiguration.class, TaskSchedulingAutoConfiguration.class))
                .withPropertyValues("spring.threads.virtual.enabled=true")
                .withBean(Work.class)
                .run(context -> {
                    Work work = context.getBean(Work.class);
                    assertThat(work.renewals.await(30, SECONDS)).isTrue();
                    work.answer.countDown();
                });
    }
}
