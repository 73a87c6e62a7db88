package app.feedtape.world.stripe;

import app.feedtape.world.stripe.Shapes.Span;
import app.feedtape.world.web.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Another price for a running subscription, now or only as a preview. Another interval begins a
 * period of its own, which is paid at once.
 */
final class PriceChanges {

    static final String ALWAYS_INVOICE = "always_invoice";
    static final Set<String> BEHAVIOURS = Set.of("create_prorations", ALWAYS_INVOICE, "none");

    private final Books books;
    private final Events events;
    private final Invoices invoices;
    private final Cards cards;

    PriceChanges(Books books, Events events, Invoices invoices, Cards cards) {
        this.books = books;
        this.events = events;
        this.invoices = invoices;
        this.cards = cards;
    }

    /**
     * @param behaviour Stripe's {@code proration_behavior}
     * @param at Stripe's {@code proration_date}
     * @param orNothing Stripe's {@code payment_behavior=error_if_incomplete}: a payment that fails
     *     leaves everything as it was
     */
    record Wish(Catalogue next, String behaviour, long at, boolean orNothing) {}

    void change(ObjectNode subscription, Wish wish) {
        Catalogue now = Subscriptions.price(subscription);
        if (now == wish.next()) {
            return;
        }
        boolean anew = isAnew(subscription, wish);
        boolean atOnce = anew || wish.behaviour().equals(ALWAYS_INVOICE);
        List<ObjectNode> lines = lines(subscription, wish);
        if (atOnce && wish.orNothing()) {
            refuseWhatCannotBePaid(subscription, lines);
        }
        ObjectNode previous = Json.MAPPER.createObjectNode();
        previous.set("items", subscription.path("items").deepCopy());
        ObjectNode item = Subscriptions.item(subscription);
        item.set("price", wish.next().price());
        if (anew) {
            beginAnew(subscription, item, wish);
        }
        if (atOnce && !lines.isEmpty()) {
            invoices.pay(invoices.open(subscription, "subscription_update", lines));
        } else {
            ((ArrayNode) subscription.path("_pending")).addAll(lines);
        }
        books.touch();
        events.emit(Subscriptions.UPDATED, subscription, previous);
    }

    private static boolean isAnew(ObjectNode subscription, Wish wish) {
        return Subscriptions.price(subscription).months() != wish.next().months()
                && !subscription.path("status").asString("").equals("trialing");
    }

    private void beginAnew(ObjectNode subscription, ObjectNode item, Wish wish) {
        subscription.put("billing_cycle_anchor", books.now()).put("_periods", 1);
        item.put("current_period_start", books.now());
        item.put("current_period_end", end(books.now(), wish.next()));
    }

    private static long end(long start, Catalogue price) {
        return Instant.ofEpochSecond(start)
                .atZone(ZoneOffset.UTC)
                .plusMonths(price.months())
                .toEpochSecond();
    }

    private void refuseWhatCannotBePaid(ObjectNode subscription, List<ObjectNode> lines) {
        long total = lines.stream().mapToLong(line -> line.path("amount").asLong()).sum();
        long balance =
                books.get("customer", subscription.path("customer").asString())
                        .path("balance")
                        .asLong();
        if (total + balance > 0) {
            cards.refusal(subscription)
                    .ifPresent(code -> {
                        throw StripeProblem.card(code);
                    });
        }
    }

    /** Time that was paid for and is not used, and what the rest of the period costs instead. */
    private List<ObjectNode> lines(ObjectNode subscription, Wish wish) {
        List<ObjectNode> lines = new ArrayList<>();
        boolean anew = isAnew(subscription, wish);
        if (!wish.behaviour().equals("none")
                && !subscription.path("status").asString("").equals("trialing")) {
            lines.add(unused(subscription, wish));
            if (!anew) {
                lines.add(remaining(subscription, wish));
            }
        }
        if (anew) {
            Span span = new Span(books.now(), end(books.now(), wish.next()));
            lines.add(Subscriptions.line(subscription, wish.next(), span));
        }
        return lines;
    }

    private static ObjectNode unused(ObjectNode subscription, Wish wish) {
        Catalogue price = Subscriptions.price(subscription);
        return proration(subscription, price, wish.at(), -1, "Unused time on ");
    }

    private static ObjectNode remaining(ObjectNode subscription, Wish wish) {
        return proration(subscription, wish.next(), wish.at(), 1, "Remaining time on ");
    }

    private static ObjectNode proration(
            ObjectNode subscription, Catalogue price, long at, int sign, String words) {
        ObjectNode item = Subscriptions.item(subscription);
        long start = item.path("current_period_start").asLong();
        long end = item.path("current_period_end").asLong();
        long left = Math.clamp(end - at, 0, end - start);
        long quantity = item.path("quantity").asLong();
        long amount = Math.round((double) price.minorUnits() * quantity * left / (end - start));
        return Shapes.invoiceLine(
                subscription,
                price,
                sign * amount,
                words + price.productName(),
                true,
                new Span(at, end));
    }

    /**
     * The invoice this would bring: the one to be paid at once, or else the next one that the
     * passing of time brings.
     */
    ObjectNode preview(ObjectNode subscription, Wish wish) {
        Catalogue now = Subscriptions.price(subscription);
        boolean changes = now != wish.next();
        List<ObjectNode> lines = changes ? lines(subscription, wish) : List.of();
        boolean atOnce =
                changes && (isAnew(subscription, wish) || wish.behaviour().equals(ALWAYS_INVOICE));
        ObjectNode customer = books.get("customer", subscription.path("customer").asString());
        if (atOnce) {
            return invoices.draft(
                    customer.deepCopy(), subscription, "subscription_update", lines, books.now());
        }
        List<ObjectNode> upcoming = new ArrayList<>();
        for (JsonNode pending : subscription.path("_pending")) {
            upcoming.add((ObjectNode) pending.deepCopy());
        }
        upcoming.addAll(lines);
        long start = Subscriptions.item(subscription).path("current_period_end").asLong();
        upcoming.add(
                Subscriptions.line(
                        subscription, wish.next(), new Span(start, end(start, wish.next()))));
        return invoices.draft(customer.deepCopy(), subscription, "upcoming", upcoming, start);
    }
}
