package app.feedtape.world.stripe;

import app.feedtape.world.WorldSettings.StripeAccount;
import app.feedtape.world.web.Routes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A small stateful Stripe that speaks API 2026-07-29.dahlia, has a page to pay on and sends signed
 * webhooks.
 */
public final class Stripe implements AutoCloseable {

    private final Books books;
    private final Webhooks webhooks;
    private final Checkout checkout;
    private final Subscriptions subscriptions;
    private final StripeApi api;
    private final PayPage payPage;
    private final PortalPage portalPage;
    private final Controls controls;
    private final DeliveryControls deliveryControls;

    /** {@code origin} is where people's browsers reach this process. */
    public Stripe(StripeAccount account, URI origin, Path directory, Clock clock) {
        books = new Books(directory, clock);
        webhooks = new Webhooks(account, books);
        Events events = new Events(books, webhooks);
        Cards cards = new Cards(books);
        Payments payments = new Payments(books, events);
        Invoices invoices =
                new Invoices(books, events, payments, cards, origin + "/stripe/invoice/");
        subscriptions = new Subscriptions(books, events, invoices, cards);
        PriceChanges changes = new PriceChanges(books, events, invoices, cards);
        checkout = new Checkout(books, events, subscriptions, origin + "/stripe/pay/");
        Gate gate = new Gate(account.apiKey(), books);
        api =
                new StripeApi(
                        gate,
                        books,
                        events,
                        checkout,
                        subscriptions,
                        changes,
                        payments,
                        origin + "/stripe/portal/");
        payPage = new PayPage(books, checkout);
        portalPage = new PortalPage(books, subscriptions);
        controls = new Controls(books, events, subscriptions, payments);
        deliveryControls = new DeliveryControls(books, events, webhooks, gate);
        webhooks.resume();
    }

    public void mount(Routes routes) {
        api.mount(routes);
        payPage.mount(routes);
        portalPage.mount(routes);
        controls.mount(routes);
        deliveryControls.mount(routes);
    }

    /**
     * What the passing of time causes: renewals, ends, expired checkouts. To be called often; does
     * nothing twice.
     */
    public void catchUpWithTime() {
        books.with(() -> {
            subscriptions.renewDue();
            checkout.expireDue();
            books.forgetOld();
            return books;
        });
    }

    @Override
    public void close() {
        webhooks.close();
    }
}
