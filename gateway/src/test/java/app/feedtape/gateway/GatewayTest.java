package app.feedtape.gateway;

import java.util.Map;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The real gateway before five services that answer as told. */
public abstract class GatewayTest extends GatewayClient {

    @DynamicPropertySource
    static void services(DynamicPropertyRegistry properties) {
        Fakes.stand(properties, Map.of());
    }
}
