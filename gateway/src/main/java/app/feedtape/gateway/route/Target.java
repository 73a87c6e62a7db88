package app.feedtape.gateway.route;

/** Who answers a route. Each service has its own breaker, named as the service. */
public enum Target {
    AUTH("auth-service"),
    FEED("feed-service"),
    TTS("tts-service"),
    BILLING("billing-service"),
    ADMIN("admin-service"),
    /** The gateway itself. */
    HERE("gateway");

    private final String serviceName;

    Target(String serviceName) {
        this.serviceName = serviceName;
    }

    /** The service's name in configuration, and the name of its breaker. */
    public String serviceName() {
        return serviceName;
    }
}
