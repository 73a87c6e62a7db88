package app.feedtape.world.stripe;

import app.feedtape.world.web.Routes;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The products and prices, which nobody changes here. */
final class CatalogueCalls {

    void mount(Routes routes, Gate gate) {
        routes.get("/stripe/v1/prices", gate.open((given, _) -> listPrices(given)));
        routes.get(
                "/stripe/v1/prices/{id}",
                gate.open((_, exchange) -> Catalogue.get(exchange.path("id")).price()));
        routes.get(
                "/stripe/v1/products",
                gate.open((given, _) -> Listing.of(products(), given, "/v1/products")));
        routes.get(
                "/stripe/v1/products/{id}",
                gate.open((_, exchange) -> product(exchange.path("id"))));
    }

    private ObjectNode listPrices(Parameters given) {
        given.allow(Listing.with("active", "product", "lookup_keys[", "type", "currency"));
        List<String> keys = given.list("lookup_keys");
        List<ObjectNode> prices =
                Arrays.stream(Catalogue.values())
                        .map(Catalogue::price)
                        .filter(Listing.matching(given, "product"))
                        .filter(price ->
                                keys.isEmpty()
                                        || keys.contains(price.path("lookup_key").asString("")))
                        .toList();
        return Listing.of(prices, given, "/v1/prices");
    }

    private static List<ObjectNode> products() {
        return Stream.of(Catalogue.PRO_MONTHLY, Catalogue.ENTERPRISE_MONTHLY)
                .map(Catalogue::productObject)
                .toList();
    }

    private static ObjectNode product(String id) {
        return products().stream()
                .filter(product -> product.path("id").asString("").equals(id))
                .findFirst()
                .orElseThrow(() -> StripeProblem.missing("product", id, "id"));
    }
}
