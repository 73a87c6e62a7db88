package app.feedtape.world.stripe;

import app.feedtape.world.web.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code expand[]}: puts whole objects where an answer has only their ids. */
final class Expansion {

    private final Books books;

    Expansion(Books books) {
        this.books = books;
    }

    ObjectNode apply(ObjectNode answer, List<String> paths) {
        for (String path : paths) {
            expand(answer, List.of(path.split("\\.")), path);
        }
        return answer;
    }

    private void expand(JsonNode node, List<String> names, String path) {
        if (names.isEmpty()) {
            return;
        }
        if (node.isArray()) {
            node.forEach(member -> expand(member, names, path));
            return;
        }
        if (!(node instanceof ObjectNode object)) {
            throw cannot(path);
        }
        String name = names.getFirst();
        if (name.equals("line_items")
                && object.path("object").asString("").equals("checkout.session")) {
            object.set("line_items", lineItems(object.path("id").asString()));
        }
        JsonNode value = object.path(name);
        if (value.isMissingNode()) {
            throw cannot(path);
        }
        if (value.isString()) {
            value = find(value.stringValue()).orElseThrow(() -> cannot(path));
            object.set(name, value);
        }
        if (!value.isNull()) {
            expand(value, names.subList(1, names.size()), path);
        }
    }

    private Optional<ObjectNode> find(String id) {
        return books.findAny(id)
                .map(Books::shown)
                .or(() ->
                        List.of(Catalogue.values()).stream()
                                .filter(price -> price.productId().equals(id))
                                .findFirst()
                                .map(Catalogue::productObject));
    }

    ObjectNode lineItems(String sessionId) {
        ObjectNode session = books.get("checkout.session", sessionId);
        Catalogue price = Catalogue.get(session.path("_price").asString());
        ObjectNode item = Json.MAPPER.createObjectNode();
        item.put("id", "li_" + sessionId.substring(sessionId.length() - 24)).put("object", "item");
        item.put("amount_discount", 0).put("amount_tax", 0);
        item.set("amount_subtotal", session.path("amount_subtotal"));
        item.set("amount_total", session.path("amount_total"));
        item.put("currency", price.currency()).put("description", price.productName());
        item.set("price", price.price());
        item.set("quantity", session.path("_quantity"));
        return Shapes.list(
                List.of(item), "/v1/checkout/sessions/" + sessionId + "/line_items", false);
    }

    private static StripeProblem cannot(String path) {
        return StripeProblem.invalid("This property cannot be expanded (" + path + ").");
    }
}
