package app.feedtape.billing.endpoint;

import java.util.List;

/** What an endpoint is to be. */
record EndpointWish(String url, String description, List<String> eventTypes, boolean enabled) {

    @Override
    public String toString() {
        return "EndpointWish[" + eventTypes + "]";
    }
}
