package app.feedtape.test;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/**
 * Starts the whole service on a random port against real engines, configured by the same variable
 * names as in production. A service with a `feedtape.schema` gets PostgreSQL with its two roles;
 * one without gets Redis; both get Kafka and the {@link TestIdentity}. The engines are started once
 * per test JVM.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "FEEDTAPE_LOG_FORMAT=")
public @interface FeedTapeServiceTest {
    /** Puts a {@link TcpFaultProxy} before PostgreSQL and Redis, see {@link TestInfrastructure}. */
    boolean faults() default false;
}
