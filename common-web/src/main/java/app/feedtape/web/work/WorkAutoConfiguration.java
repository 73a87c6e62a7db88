package app.feedtape.web.work;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.SchedulingConfiguration;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Every piece of scheduled work has a thread when it is due. The scheduler that comes with virtual
 * threads runs all work of a fixed delay on one thread, where an outside party that is slow keeps
 * leases from being renewed.
 */
@AutoConfiguration(
        beforeName = "org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration")
@ConditionalOnBean(SchedulingConfiguration.class)
public class WorkAutoConfiguration {

    /** More than any service has; virtual threads, so idle ones cost nothing. */
    private static final int PIECES_AT_ONCE = 64;

    @Bean
    ThreadPoolTaskScheduler taskScheduler() {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setVirtualThreads(true);
        scheduler.setPoolSize(PIECES_AT_ONCE);
        scheduler.setThreadNamePrefix("work-");
        return scheduler;
    }
}
