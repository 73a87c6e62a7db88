package app.feedtape.world.clock;

import app.feedtape.world.web.Exchange;
import app.feedtape.world.web.Html;
import app.feedtape.world.web.Json;
import app.feedtape.world.web.Page;
import app.feedtape.world.web.Routes;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code /clock}: read and move the time of the whole local stack. */
public final class ClockPages {

    private static final List<String> STEPS = List.of("PT1H", "P1D", "P8D", "P1M", "P1Y");

    private final ClockControl control;
    private final Runnable afterMove;

    /**
     * {@code afterMove} runs once all services have the new time: what the passing time itself
     * causes.
     */
    public ClockPages(ClockControl control, Runnable afterMove) {
        this.control = control;
        this.afterMove = afterMove;
    }

    public void mount(Routes routes) {
        routes.get("/clock", this::read);
        routes.post("/clock", this::move);
        routes.post("/clock/advance", this::moveFromPage);
    }

    private void read(Exchange exchange) throws IOException {
        ClockControl.Moved now = control.now();
        if (exchange.requestHeader("Accept").orElse("").contains("text/html")) {
            exchange.page(200, page(now));
            return;
        }
        exchange.json(200, shape(now));
    }

    /**
     * {@code POST /clock}. 200 when every service has confirmed; 504 naming those that have not
     * after ten seconds (the time has moved all the same); 409 for a time in the past.
     */
    private void move(Exchange exchange) throws IOException {
        ClockControl.Moved moved = control.move(ClockMove.read(exchange.body(), control.instant()));
        afterMove.run();
        Map<String, Object> answer = shape(moved);
        if (!moved.missing().isEmpty()) {
            answer.put(
                    "message", "Not confirmed in time by: " + String.join(", ", moved.missing()));
        }
        exchange.json(moved.missing().isEmpty() ? 200 : 504, answer);
    }

    private void moveFromPage(Exchange exchange) throws IOException {
        var body =
                Json.MAPPER.createObjectNode().put("advance", exchange.parameter("by").orElse(""));
        control.move(ClockMove.read(body, control.instant()));
        afterMove.run();
        exchange.redirect(303, "/clock");
    }

    private static Map<String, Object> shape(ClockControl.Moved moved) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("now", moved.now().toString());
        shape.put("offset_ms", moved.offset().toMillis());
        shape.put("revision", moved.revision());
        shape.put("confirmed", moved.confirmed());
        shape.put("missing", moved.missing());
        return shape;
    }

    private static Html page(ClockControl.Moved now) {
        return Page.of(
                "Clock",
                Html.of(
                        """
                        <p>It is <strong>{}</strong> in this world, {} ahead of the machine.</p>
                        <form method="post" action="/clock/advance">{}</form>
                        <p>Time only moves forward. A program sends <code>POST /clock {"advance": "P8D"}</code>,
                        <code>{"set": "2027-01-31T23:59:58Z"}</code> or <code>{"reset": true}</code>.</p>
                        """,
                        now.now(),
                        now.offset(),
                        Html.each(
                                STEPS,
                                step ->
                                        Html.of(
                                                "<button name=\"by\" value=\"{}\">{}</button>",
                                                step,
                                                step))));
    }
}
