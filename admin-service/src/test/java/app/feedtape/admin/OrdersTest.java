package app.feedtape.admin;

import org.junit.jupiter.api.BeforeEach;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** With the rooms behind it that orders are carried to; one context for all of them. */
public abstract class OrdersTest extends AdminServiceTest {

    protected static final FakeServices SERVICES = new FakeServices();

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        properties.add("feedtape.services[auth-service]", SERVICES::url);
        properties.add("feedtape.services[billing-service]", SERVICES::url);
    }

    @BeforeEach
    void answerAnew() {
        SERVICES.reset();
    }
}
