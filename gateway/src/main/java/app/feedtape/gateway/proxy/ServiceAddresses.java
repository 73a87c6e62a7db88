package app.feedtape.gateway.proxy;

import app.feedtape.gateway.route.Target;
import app.feedtape.web.WebSettings;
import java.net.URI;
import java.util.EnumMap;
import java.util.Map;

/** Where each service is. */
public final class ServiceAddresses {

    private final Map<Target, URI> addresses = new EnumMap<>(Target.class);

    ServiceAddresses(WebSettings settings) {
        for (Target target : Target.values()) {
            if (target != Target.HERE) {
                addresses.put(target, base(settings.address(target.serviceName())));
            }
        }
    }

    private static URI base(URI configured) {
        String text = configured.toString();
        return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : configured;
    }

    URI of(Target target) {
        URI address = addresses.get(target);
        if (address == null) {
            throw new IllegalArgumentException("Not a service: " + target);
        }
        return address;
    }
}
