package app.feedtape.test;

import java.time.Clock;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/**
 * Contexts share one database and one identity: before each test both are put on the time of the
 * context under test, so that a class that moved its clock leaves nothing behind for the next.
 */
final class OneTime implements TestExecutionListener {
    /** Fields of the next class, tokens among them, are made before its first test is prepared. */
    @Override
    public void afterTestClass(TestContext test) {
        if (AnnotatedElementUtils.findMergedAnnotation(
                        test.getTestClass(), FeedTapeServiceTest.class)
                != null) {
            TestIdentity.shared().issueBy(Clock.systemUTC());
        }
    }

    @Override
    public void beforeTestMethod(TestContext test) {
        if (AnnotatedElementUtils.findMergedAnnotation(
                        test.getTestClass(), FeedTapeServiceTest.class)
                == null) {
            return;
        }
        var context = test.getApplicationContext();
        var clock = context.getBean(Clock.class);
        TestIdentity.shared().issueBy(clock);
        if (clock instanceof MovableClock movable) {
            movable.tellDatabase();
        } else {
            var sources = context.getBeanProvider(DataSource.class);
            sources.ifAvailable(source -> MovableClock.tell(source, Duration.ZERO));
        }
    }
}
